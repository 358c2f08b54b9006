/** What goes into frames and comes out of them. */
import type { Label } from '../mend/storage.ts';
import type { CsvOptions } from '../mend/files.ts';
import type { DataFrame } from './frame.ts';
import type { Series } from './series.ts';

/** A cell's value. */
export type Value = string | number | boolean | Date | null | undefined;
/** A cell's value where it comes out of a frame: what its column holds is known only once it runs, so nothing is checked. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- `unknown` would refuse `row[0] + row[1]` of danfo's documentation.
export type Held = any;
export type Axis = 0 | 1;
export type Rows = readonly (string | number | boolean)[] | Series;
/** An exact number: a Decimal or a bigint. It becomes a double here. */
export type Exact = bigint | { toFixed(): string };

export interface AxisOption {
  readonly axis?: Axis;
}
export interface InplaceOption {
  readonly inplace?: boolean;
}
export interface JsonOptions<Format> {
  readonly format?: Format;
  readonly filePath?: string;
}
export interface BothOptions extends AxisOption, InplaceOption {}

/** What is not written to a file is returned. */
export interface Returned {
  readonly filePath?: undefined;
}
export interface DummyOptions {
  readonly columns?: string | readonly string[];
  readonly prefix?: string | readonly string[];
  readonly prefixSeparator?: string | readonly string[];
}

/** What frames and series share. */
export interface Common {
  /** Number of rows and of columns. */
  readonly shape: [rows: number, columns: number];
  /** Row labels, unique. */
  readonly index: Label[];
  readonly size: number;
  readonly ndim: number;
  /** CSV by RFC 4180: dates as ISO 8601, no text that a spreadsheet would run. Written to `filePath` if there is one. */
  toCSV(options?: CsvOptions & Returned): string;
  toCSV(options: CsvOptions): string | undefined;
  /** A GitHub-flavoured Markdown table. */
  toMarkdown(options?: { readonly rows?: number }): string;
  toHTML(options?: { readonly caption?: string }): string;
  /** Apache Parquet, for DuckDB, Spark, Trino, ClickHouse or pandas; bytes, unless written to `filePath`. */
  toParquet(options?: Returned): Promise<Uint8Array>;
  toParquet(options: { readonly filePath?: string }): Promise<Uint8Array | undefined>;
  /** The numbers in the form that danfo computes with. */
  readonly tensor: Held;
  readonly axis: { index: Label[]; columns: string[] };
  readonly config: Held;
  /** Zeros and ones in a column for each value. */
  getDummies(options?: DummyOptions): DataFrame;
  /** danfo's documentation gives a number, of which danfo takes no notice. */
  print(rows?: number): void;
  /** The table that `print` writes. */
  toString(): string;
}
