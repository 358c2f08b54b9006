import type { MarginAsset, MarginPair, SymbolInfo } from '../binance/table/index.ts';
import type { Session } from './session.ts';
import { decimal, type Decimal } from '../margin/decimal.ts';
import type { SymbolFilters } from '../margin/filters.ts';
import type { IsolatedTier } from '../margin/risk.ts';
import { readFilters } from './pair-filters.ts';

/** What trading a pair demands. */
export interface PairRules {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly filters: SymbolFilters;
  readonly orderTypes: readonly string[];
}

export interface Fee {
  readonly maker: Decimal;
  readonly taker: Decimal;
}

/** Up to which debt of each side a pair is liquidated at which level. */
export type Tier = Pick<IsolatedTier, 'tier' | 'liquidation' | 'baseMaxBorrowable' | 'quoteMaxBorrowable'>;

/** What the exchange offers, asked once per session and kept: it changes over days, not over clicks. */
export class Catalogue {
  readonly #client: Session['client'];
  readonly #kept = new Map<string, Promise<unknown>>();

  constructor(session: Session) {
    this.#client = session.client;
  }

  assets(): Promise<readonly MarginAsset[]> {
    return this.#once('assets', () => this.#client.getMarginAllAssets({}));
  }

  pairs(): Promise<readonly MarginPair[]> {
    return this.#once('pairs', () => this.#client.getMarginAllPairs({}));
  }

  /** Throws what the client throws, also for a pair that does not exist. */
  rules(symbol: string): Promise<PairRules> {
    return this.#once(`rules/${symbol}`, async () => {
      const { symbols } = await this.#client.getExchangeInfo({ symbol });
      const info = symbols.find((candidate: SymbolInfo) => candidate.symbol === symbol);
      if (!info) throw new Error(`The exchange does not know the pair ${symbol}.`);
      return {
        symbol,
        base: info.baseAsset,
        quote: info.quoteAsset,
        filters: readFilters(info.filters),
        orderTypes: info.orderTypes,
      };
    });
  }

  /** What a trade of the pair costs, as fractions of what is received. */
  fee(symbol: string): Promise<Fee> {
    return this.#once(`fee/${symbol}`, async () => {
      const [fee] = await this.#client.getTradeFee({ symbol });
      if (!fee) throw new Error(`The exchange names no fee for ${symbol}.`);
      return { maker: decimal(fee.makerCommission), taker: decimal(fee.takerCommission) };
    });
  }

  /** The tiers of an isolated pair, the smallest first. */
  tiers(symbol: string): Promise<readonly Tier[]> {
    return this.#once(`tiers/${symbol}`, async () => {
      const rows = await this.#client.getIsolatedMarginTierData({ symbol });
      return rows
        .map((row) => ({
          tier: row.tier,
          liquidation: decimal(row.liquidationRiskRatio),
          baseMaxBorrowable: decimal(row.baseAssetMaxBorrowable),
          quoteMaxBorrowable: decimal(row.quoteAssetMaxBorrowable),
        }))
        .toSorted((a, b) => a.tier - b.tier);
    });
  }

  /** The index price of a pair, in quote per base; asked each time, and once for all who ask meanwhile. */
  price(symbol: string): Promise<Decimal> {
    const ask = async () => decimal((await this.#client.getMarginPriceIndex({ symbol })).price);
    return this.#shared(`price/${symbol}`, ask, 'while under way');
  }

  /** What one unit of `asset` is worth in BTC at the index; undefined where no pair tells. */
  async inBtc(asset: string): Promise<Decimal | undefined> {
    if (asset === 'BTC') return decimal('1');
    const pairs = await this.pairs();
    if (pairs.some((pair) => pair.base === asset && pair.quote === 'BTC')) return this.price(`${asset}BTC`);
    if (pairs.some((pair) => pair.base === 'BTC' && pair.quote === asset))
      return decimal('1').div(await this.price(`BTC${asset}`));
    if (pairs.some((pair) => pair.base === asset && pair.quote === 'USDT')) {
      const [asset_, bitcoin] = await Promise.all([this.price(`${asset}USDT`), this.price('BTCUSDT')]);
      return asset_.div(bitcoin);
    }
    return undefined;
  }

  /** Asks everything anew: the account's own conditions have changed. */
  forget(): void {
    this.#kept.clear();
  }

  #once<T>(key: string, ask: () => Promise<T>): Promise<T> {
    return this.#shared(key, ask, 'for the session');
  }

  #shared<T>(key: string, ask: () => Promise<T>, lasts: 'for the session' | 'while under way'): Promise<T> {
    const kept = this.#kept.get(key) as Promise<T> | undefined;
    if (kept) return kept;
    const asked = ask();
    this.#kept.set(key, asked);
    const drop = () => {
      // Not the answer to what was asked again after `forget`.
      if (this.#kept.get(key) === asked) this.#kept.delete(key);
    };
    // A failure is not kept: the next question asks again.
    asked.then(lasts === 'while under way' ? drop : undefined, drop);
    return asked;
  }
}

const catalogues = new WeakMap<Session, Catalogue>();

/** The catalogue that belongs to a session, and goes with it. */
export function catalogueOf(session: Session): Catalogue {
  const kept = catalogues.get(session) ?? new Catalogue(session);
  catalogues.set(session, kept);
  return kept;
}
