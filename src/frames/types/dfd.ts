/**
 * Frames as cells see them. danfo's own types let any member name through and say nothing of what was added, so these are
 * written out; the names and shapes are danfo's (https://danfo.jsdata.org/api-reference).
 */
import type { How } from '../core/join.ts';
import type { Dtype } from '../core/values.ts';
import type { DateRange } from '../mend/dates.ts';
import type { CsvOptions } from '../mend/files.ts';
import type { CsvReadOptions, JsonReadOptions } from '../mend/read.ts';
import type { Label } from '../mend/storage.ts';
import type { DataFrame } from './frame.ts';
import type { DateParts, Series, TextMethods } from './series.ts';
import type { Axis, DummyOptions, Held, JsonOptions, Returned, Value } from './values.ts';

export interface FrameOptions {
  readonly index?: readonly Label[];
  readonly columns?: readonly string[] | string;
  readonly dtypes?: readonly Dtype[];
  readonly config?: object;
}

type Columns = Readonly<Record<string, ArrayLike<unknown> | Series>>;
type FrameData = readonly (readonly unknown[])[] | readonly object[] | Columns;

/** Rows as objects (read by name) or arrays, or an object of columns. The data is copied. */
export interface DataFrameConstructor {
  new (data?: FrameData, options?: FrameOptions): DataFrame;
  readonly prototype: DataFrame;
}

export interface SeriesConstructor {
  new (data?: ArrayLike<unknown> | Readonly<Record<string, ArrayLike<unknown>>>, options?: FrameOptions): Series;
  readonly prototype: Series;
}

interface Scaler {
  fit(data: DataFrame | Series | readonly number[] | readonly number[][]): this;
  transform<T extends DataFrame | Series | number[] | number[][]>(data: T): T;
  fitTransform<T extends DataFrame | Series | number[] | number[][]>(data: T): T;
  inverseTransform<T extends DataFrame | Series | number[] | number[][]>(data: T): T;
}

/** Numbers for the different values of a column: their place among them, or a row of zeros with a one. A series gives a series. */
interface Encoder {
  fit(data: Series | readonly Value[]): this;
  transform(data: Series | readonly Value[]): Held;
  fitTransform(data: Series | readonly Value[]): Held;
}

/** danfo, as https://danfo.jsdata.org describes it, in 64-bit arithmetic. */
export interface Dfd {
  readonly DataFrame: DataFrameConstructor;
  readonly Series: SeriesConstructor;
  /** Joins on columns that both have; left order is kept, and a missing key matches nothing. */
  merge(options: {
    readonly left: DataFrame;
    readonly right: DataFrame;
    readonly on: readonly string[] | string;
    readonly how?: How;
  }): DataFrame;
  /** Below each other (axis 0), columns matched by name, or beside each other (axis 1). */
  concat(
    options:
      | { readonly dfList: readonly DataFrame[]; readonly axis?: Axis }
      | { readonly dfList: readonly (DataFrame | Series)[]; readonly axis?: 1 },
  ): DataFrame;
  concat(options: { readonly dfList: readonly (DataFrame | Series)[]; readonly axis?: Axis }): DataFrame | Series;
  /** danfo's documentation writes `new` before it. */
  readonly dateRange: { (options: DateRange): string[]; new (options: DateRange): string[] };
  toDateTime(data: Series | readonly Value[]): DateParts;
  /** From a file or a web address. Columns are typed by all rows; identifiers keep their digits. */
  readCSV(path: string, options?: CsvReadOptions): Promise<DataFrame>;
  readJSON(path: string, options?: JsonReadOptions): Promise<DataFrame>;
  toCSV(source: DataFrame | Series, options?: CsvOptions & Returned): string;
  toCSV(source: DataFrame | Series, options: CsvOptions): string | undefined;
  toJSON(source: DataFrame, options?: JsonOptions<'column'>): Record<string, Held>[];
  toJSON(source: DataFrame | Series, options?: JsonOptions<'column' | 'row'>): Record<string, Held[]>;
  streamCSV(path: string, callback: (rows: DataFrame) => void, options?: CsvReadOptions): Promise<unknown>;
  /** Each line as a frame of one row, what a function makes of it, and so into a file. */
  streamCsvTransformer(
    path: string,
    transformer: (row: DataFrame) => DataFrame | Series,
    options: {
      readonly outputFilePath?: string;
      readonly customCSVStreamWriter?: () => unknown;
      readonly inputStreamOptions?: CsvReadOptions;
      readonly outputStreamOptions?: CsvOptions;
    },
  ): void;
  convertFunctionTotransformer(transformer: (row: DataFrame) => DataFrame | Series): unknown;
  streamJSON(path: string, callback: (rows: DataFrame) => void, options?: object): Promise<unknown>;
  getDummies(data: DataFrame | Series | readonly Value[], options?: DummyOptions): DataFrame;
  readonly MinMaxScaler: new () => Scaler;
  readonly StandardScaler: new () => Scaler;
  readonly LabelEncoder: new () => Encoder & {
    inverseTransform(codes: Series | readonly number[]): Held;
    /** Each value's number. */
    readonly classes: Record<string, number>;
    readonly nClasses: number;
  };
  readonly OneHotEncoder: new () => Encoder;
  readonly NDframe: unknown;
  readonly tensorflow: unknown;
  readonly Str: new (texts: Series) => TextMethods;
  readonly Dt: new (dates: Series) => DateParts;
  readonly Utils: unknown;
  readonly Config: unknown;
  readonly __version: string;
}
