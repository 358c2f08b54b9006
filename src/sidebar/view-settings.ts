import { commands, l10n, window, type Disposable } from 'vscode';
import { Disposables, Emitter, type Event } from '../connection/event.ts';
import { Kept } from '../connection/kept.ts';
import type { Memory } from '../connection/profiles.ts';
import type { Subject } from '../connection/subject.ts';
import { assetId, pairId } from './account-rows.ts';
import { defaultChoices, type Grouping, type ViewChoices } from './view-state.ts';

const key = 'marginalia.view';

interface Stored {
  hideZeros?: boolean;
  grouping?: Grouping;
  favourites?: string[];
  masked?: boolean;
}

const readStored = (stored: unknown): Stored => (typeof stored === 'object' && stored !== null ? stored : {});

/** How the user wants the trees: kept over restarts, changed from the view's title and the palette. */
export class ViewSettings implements Disposable {
  readonly #kept: Kept<Stored>;
  readonly #changed = new Emitter<void>();
  readonly #disposables = new Disposables();
  #filter = '';

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(memory: Memory) {
    this.#kept = new Kept(memory, key, readStored);
    const register = (id: string, run: (argument: unknown) => unknown) =>
      this.#disposables.add(commands.registerCommand(`marginalia.${id}`, run));
    register('filter', () => this.#askFilter());
    register('clearFilter', () => this.#setFilter(''));
    register('hideZeros', () => this.#store({ hideZeros: true }));
    register('showZeros', () => this.#store({ hideZeros: false }));
    register('groupByAccount', () => this.#store({ grouping: 'account' }));
    register('groupByAsset', () => this.#store({ grouping: 'asset' }));
    register('groupByRisk', () => this.#store({ grouping: 'risk' }));
    register('maskAmounts', () => this.#store({ masked: true }));
    register('showAmounts', () => this.#store({ masked: false }));
    register('addFavourite', (argument) => this.#favour(argument, true));
    register('removeFavourite', (argument) => this.#favour(argument, false));
    this.#announce();
  }

  get choices(): ViewChoices {
    const { hideZeros, grouping, favourites } = this.#stored;
    return {
      filter: this.#filter,
      hideZeros: hideZeros ?? defaultChoices.hideZeros,
      grouping: grouping ?? defaultChoices.grouping,
      favourites: new Set(favourites),
    };
  }

  /** Amounts are shown as dots, on screen and to whatever reads the screen. */
  get masked(): boolean {
    return this.#stored.masked ?? false;
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#changed.dispose();
  }

  get #stored(): Stored {
    return this.#kept.value;
  }

  async #store(change: Stored): Promise<void> {
    const kept = this.#kept.change((stored) => ({ ...stored, ...change }));
    this.#announce();
    await kept;
  }

  async #askFilter(): Promise<void> {
    const filter = await window.showInputBox({
      title: l10n.t('Filter the Margin views'),
      prompt: l10n.t('Part of an asset or pair, such as BTC. Empty shows everything.'),
      value: this.#filter,
    });
    if (filter !== undefined) this.#setFilter(filter);
  }

  #setFilter(filter: string): void {
    this.#filter = filter;
    this.#announce();
  }

  async #favour(argument: unknown, favourite: boolean): Promise<void> {
    const { subject } = argument as { subject?: Subject };
    const id =
      subject?.kind === 'asset'
        ? assetId(subject.account, subject.asset)
        : subject?.kind === 'account' && subject.account.kind === 'isolated'
          ? pairId(subject.account.symbol)
          : undefined;
    if (id === undefined) return;
    const favourites = new Set(this.#stored.favourites);
    if (favourite) favourites.add(id);
    else favourites.delete(id);
    await this.#store({ favourites: [...favourites] });
  }

  #announce(): void {
    const context = (name: string, value: unknown) =>
      void commands.executeCommand('setContext', `marginalia.${name}`, value);
    context('hideZeros', this.choices.hideZeros);
    context('grouping', this.choices.grouping);
    context('masked', this.masked);
    context('filtered', this.#filter !== '');
    this.#changed.fire();
  }
}
