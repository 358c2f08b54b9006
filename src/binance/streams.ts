import type { CallOptions } from './caller.ts';
import { NotSentError } from './errors.ts';
import { HistoryMethods } from './histories.ts';
import type { Surroundings } from './calls.ts';
import { RiskStream } from './stream/risk.ts';
import { TradeStream } from './stream/trade.ts';

/** Which account's stream: the cross account, or with `isIsolated` the account of `symbol`. */
export interface StreamAccount {
  symbol?: string | undefined;
  isIsolated?: boolean | 'TRUE' | 'FALSE' | undefined;
}

interface KeyHolder {
  readonly account: StreamAccount;
  stream: TradeStream | undefined;
}

/** The two user streams, and the three methods of the requested interface over them. */
export class StreamMethods extends HistoryMethods {
  readonly #streams = new Set<{ close(): void }>();
  readonly #keys = new Map<string, KeyHolder>();

  /**
   * Orders, fills and balances as they happen. Starts with a snapshot of the account and its open orders, and gives another
   * after every gap. Renews its token before it ends, and connects again after a cut.
   *
   * With `listenKey` from `marginStreamGetListenKey`, that key's account.
   * Binance: "Create a new listenToken" and `userDataStream.subscribe.listenToken` on the WebSocket API.
   */
  tradeStream(parameters: StreamAccount & { listenKey?: string | undefined } = {}): TradeStream {
    const { listenKey, ...given } = parameters;
    const holder = listenKey === undefined ? undefined : this.#holderOf(listenKey);
    const account = holder?.account ?? given;
    const symbol = isolatedSymbol(account);
    const { wsApiUrl, ...surroundings } = this.surroundings;
    const stream: TradeStream = new TradeStream(
      {
        ...surroundings,
        wsApiUrl: needed(wsApiUrl, 'tradeStream', 'wsApiUrl', surroundings),
        token: () => this.createMarginListenToken(symbol === undefined ? {} : { symbol, isIsolated: true }),
        account: async () => {
          if (symbol === undefined) return this.call('getMarginAccount', {});
          const { assets } = await this.call('getIsolatedMarginAccount', { symbols: [symbol] });
          const [pair] = assets;
          if (!pair)
            throw new NotSentError('parameter', `tradeStream: there is no isolated account of ${symbol}.`, undefined);
          return pair;
        },
        openOrders: () => this.getOpenMarginOrders(symbol === undefined ? {} : { symbol, isIsolated: true }),
        now: () => this.serverTime,
      },
      () => this.#streams.delete(stream),
    );
    this.#streams.add(stream);
    if (holder) holder.stream = stream;
    return stream;
  }

  /**
   * Margin calls and changes of debt of the cross account as they happen; starts with a snapshot, and gives another after
   * every gap.
   * Binance: "Start User Data Stream" (risk), and `/ws/<listenKey>` on the margin stream host.
   */
  riskStream(): RiskStream {
    const { streamUrl, ...surroundings } = this.surroundings;
    const stream: RiskStream = new RiskStream(
      {
        ...surroundings,
        streamUrl: needed(streamUrl, 'riskStream', 'streamUrl', surroundings),
        key: () => this.createMarginListenKey(),
        keepKey: (listenKey) => this.keepMarginListenKey({ listenKey }),
        account: () => this.call('getMarginAccount', {}),
        now: () => this.serverTime,
      },
      () => this.#streams.delete(stream),
    );
    this.#streams.add(stream);
    return stream;
  }

  /**
   * A key for the trade stream of the cross account, or of one isolated pair. What was a listen key of 60 minutes is today
   * a listen token of 24 hours: pass it to `tradeStream({ listenKey })`, or to `userDataStream.subscribe.listenToken`.
   * Binance: "Create a new listenToken". Weight 1 by UID.
   */
  async marginStreamGetListenKey(account: StreamAccount = {}, options?: CallOptions): Promise<string> {
    return (await this.#token(account, undefined, options)).listenKey;
  }

  /**
   * Keeps a trade stream alive. A token cannot be prolonged, so a new one takes its place and is given back; a stream that
   * was opened with the key goes on without a gap. (Streams of this client renew by themselves.)
   * Binance: "Create a new listenToken". Weight 1 by UID.
   */
  async marginStreamKeepalive(
    { listenKey }: { listenKey: string },
    options?: CallOptions,
  ): Promise<{ listenKey: string; expirationTime: number }> {
    const holder = this.#holderOf(listenKey);
    if (holder.stream) await holder.stream.renew();
    return this.#token(holder.account, holder, options);
  }

  /**
   * Ends a trade stream that was opened with the key. A token cannot be withdrawn; unused, it ends by itself.
   * Binance: `userDataStream.unsubscribe`, by closing the connection.
   */
  marginStreamClose({ listenKey }: { listenKey: string }): Promise<Record<string, never>> {
    const holder = this.#holderOf(listenKey);
    holder.stream?.close();
    for (const [key, one] of this.#keys) if (one === holder) this.#keys.delete(key);
    return Promise.resolve({});
  }

  override close(): void {
    for (const stream of [...this.#streams]) stream.close();
    this.#streams.clear();
    super.close();
  }

  async #token(
    account: StreamAccount,
    holder: KeyHolder | undefined,
    options: CallOptions | undefined,
  ): Promise<{ listenKey: string; expirationTime: number }> {
    const symbol = isolatedSymbol(account);
    const { token, expirationTime } = await this.createMarginListenToken(
      symbol === undefined ? {} : { symbol, isIsolated: true },
      options,
    );
    this.#keys.set(token, holder ?? { account, stream: undefined });
    return { listenKey: token, expirationTime };
  }

  #holderOf(listenKey: string): KeyHolder {
    const holder = this.#keys.get(listenKey);
    if (!holder)
      throw new NotSentError('parameter', 'This client has given out no such listen key.', undefined, {
        parameter: 'listenKey',
      });
    return holder;
  }
}

function isolatedSymbol({ symbol, isIsolated }: StreamAccount): string | undefined {
  if (String(isIsolated ?? false).toUpperCase() !== 'TRUE') return undefined;
  if (symbol === undefined)
    throw new NotSentError('parameter', 'The stream of an isolated account needs "symbol".', undefined, {
      parameter: 'symbol',
    });
  return symbol;
}

function needed(
  url: string | undefined,
  method: string,
  option: string,
  { pauses }: Pick<Surroundings, 'pauses'>,
): string {
  if (pauses.closed) throw new NotSentError('closed', `${method}: the client is closed.`, undefined);
  if (url === undefined)
    throw new NotSentError('parameter', `${method}: the client was made without "${option}".`, undefined);
  return url;
}
