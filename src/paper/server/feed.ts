import type { ServerResponse } from 'node:http';
import type { Venue } from '../venue.ts';

/** Bytes that may wait for a listener who does not read. */
const MOST_WAITING = 1_048_576;
const HEARTBEAT_MS = 15_000;

/**
 * The engine's events as server-sent events, for whoever wants to watch: `event:` is the event's type, `data:` the event
 * as JSON. Starts with what comes next, not with the past; `GET journal` has that.
 */
export function feed(venue: Venue, response: ServerResponse): void {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream;charset=UTF-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  const write = (text: string): void => {
    if (response.writableLength > MOST_WAITING) response.destroy();
    else response.write(text);
  };
  const unlisten = venue.listen((events) => {
    for (const event of events) write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  });
  const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
  heartbeat.unref();
  response.on('close', () => {
    unlisten();
    clearInterval(heartbeat);
  });
  // The first bytes tell the client that it listens from here on.
  write(': listening\n\n');
}
