import { MarginClient, type MarginClientOptions } from '../../../src/binance/client.ts';
import { startExchange, type ExchangeOptions, type RunningExchange } from '../../../src/paper/exchange.ts';

export type Control = (method: 'GET' | 'POST' | 'DELETE', name: string, body?: unknown) => Promise<unknown>;

export interface Bench {
  readonly exchange: RunningExchange;
  readonly client: MarginClient;
  readonly control: Control;
  close(): Promise<void>;
}

/** The house's paper exchange and a client on it. */
export async function paper(
  exchangeOptions: ExchangeOptions = {},
  clientOptions: Partial<MarginClientOptions> = {},
): Promise<Bench> {
  const exchange = await startExchange({ seed: 7, ...exchangeOptions });
  const { restUrl, wsApiUrl, streamUrl, apiKey, apiSecret } = exchange.announcement;
  const client = new MarginClient({
    restUrl,
    wsApiUrl,
    streamUrl,
    credentials: { apiKey, apiSecret },
    mode: 'PAPER',
    ...clientOptions,
  });
  return {
    exchange,
    client,
    control: controlOf(exchange),
    close: async () => {
      client.close();
      await exchange.close();
    },
  };
}

function controlOf({ announcement: { controlUrl, controlToken } }: RunningExchange): Control {
  return async (method, name, body) => {
    const response = await fetch(`${controlUrl}/${name}`, {
      method,
      headers: { Authorization: `Bearer ${controlToken}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${name}: ${JSON.stringify(answer)}`);
    return answer;
  };
}
