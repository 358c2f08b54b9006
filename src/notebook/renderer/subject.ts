import type { Cell, ShownColumn } from '../../frames/table/kinds.ts';

/** What of the account a row of a table is about: enough to find it in the Margin view. */
export interface Subject {
  /** `cross`, or the pair of an isolated account. */
  readonly account?: string;
  readonly asset?: string;
  readonly symbol?: string;
  readonly orderId?: string;
}

/** Names of columns as the exchange and the histories have them. */
const telling = new Set(['asset', 'symbol', 'orderId']);

/** Whether rows with these columns are about something in the Margin view. */
export function hasSubject(columns: readonly ShownColumn[]): boolean {
  return columns.some(({ name }) => telling.has(name));
}

/** @param cells the row's values, by column */
export function subjectOf(columns: readonly ShownColumn[], cells: readonly (Cell | undefined)[]): Subject {
  const value = (name: string) => {
    const cell = cells[columns.findIndex((column) => column.name === name)];
    return cell === null || cell === undefined || cell === '' ? undefined : String(cell);
  };
  const [asset, symbol, orderId] = [value('asset'), value('symbol'), value('orderId')];
  const isolated = value('isolatedSymbol') ?? (value('isIsolated') === 'true' ? symbol : undefined);
  return {
    account: isolated ?? 'cross',
    ...(asset !== undefined && { asset }),
    ...(symbol !== undefined && { symbol }),
    ...(orderId !== undefined && { orderId }),
  };
}
