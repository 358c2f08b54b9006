import type { Journal } from './journal/journal.ts';
import { readRecording, type Recording } from './market/recording.ts';
import type { Venue } from './venue.ts';

/** Where a recording starts: at its own times, or at once. */
export type Begin = 'recorded' | 'now';

export interface PlaybackView {
  readonly id: string;
  readonly symbols: readonly string[];
  /** In the exchange's time, ms: when it began or will begin, and when its last price comes, which then holds. */
  readonly from: number;
  readonly to: number;
}

const PREFIX = 'recording/';

/**
 * Recordings that are or were played back. They are kept with the data, because a journal that names one has to find it
 * again after a restart, wherever its file has gone.
 */
export class Playback {
  readonly recordings = new Map<string, Recording>();
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
    for (const name of journal.settingNames(PREFIX)) this.#hold(readRecording([{ text: journal.setting(name) ?? '' }]));
  }

  /** Plays a recording from now on, at its own times if they are not over yet (or as `begin` says). */
  async play(venue: Venue, recording: Recording, begin?: Begin): Promise<PlaybackView> {
    const second = Math.floor(venue.clock.now() / 1000);
    const how = begin ?? (second <= recording.last ? 'recorded' : 'now');
    if (!this.recordings.has(recording.id)) {
      this.#journal.store(PREFIX + recording.id, recording.text);
      this.#hold(recording);
    }
    await venue.submit({ do: 'replay', id: recording.id, shift: how === 'now' ? second - recording.first : 0 });
    return this.view(venue) as PlaybackView;
  }

  async stop(venue: Venue): Promise<void> {
    await venue.submit({ do: 'replay', id: null });
  }

  view(venue: Venue): PlaybackView | undefined {
    const playing = venue.state.recording;
    const recording = playing && this.recordings.get(playing.id);
    if (!playing || !recording) return undefined;
    return {
      id: recording.id,
      symbols: [...recording.series.keys()],
      from: (recording.first + playing.shift) * 1000,
      to: (recording.last + playing.shift) * 1000,
    };
  }

  #hold(recording: Recording): void {
    this.recordings.set(recording.id, recording);
  }
}
