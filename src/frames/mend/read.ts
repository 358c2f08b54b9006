import { readFile } from 'node:fs/promises';
import * as danfo from 'danfojs-node';
import Papa, { type ParseConfig } from 'papaparse';
import { isMissing } from '../core/values.ts';
import { plainNumber } from '../table/csv.ts';
import { guarded } from '../table/digits.ts';
import { normalise } from './column.ts';
import { distinct } from './join.ts';
import { checkedIndex } from './load.ts';
import { FrameClass, makeFrame, type Inner, type Options } from './storage.ts';

/** How a web address is asked. */
interface RequestOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

/** PapaParse's options, as danfo documents, and the frame's. */
export interface CsvReadOptions extends RequestOptions {
  readonly frameConfig?: Options;
  /** Whether the first line names the columns; it does unless told otherwise. */
  readonly header?: boolean;
  /** Whether numbers and flags are recognised, of all columns or of some by name; they are unless told otherwise. */
  readonly dynamicTyping?: boolean | Readonly<Record<string, boolean>> | ((column: string) => boolean);
  /** A comma, unless the first line has none but a semicolon, a tab or a bar. */
  readonly delimiter?: string;
  readonly newline?: '\r' | '\n' | '\r\n';
  readonly quoteChar?: string;
  readonly escapeChar?: string;
  /** How many rows to read. */
  readonly preview?: number;
  /** What lines begin with that are left out. */
  readonly comments?: string | false;
  readonly skipEmptyLines?: boolean | 'greedy';
  readonly skipFirstNLines?: number;
  /** Of a file; UTF-8 unless given. */
  readonly encoding?: string;
  readonly fastMode?: boolean;
  readonly transformHeader?: (name: string, place: number) => string;
  /** Called with each field, before numbers and flags are recognised. */
  readonly transform?: (field: string, column: string) => unknown;
}

async function readText(path: string, { method, headers }: RequestOptions, encoding?: string): Promise<string> {
  const unmarked = (text: string) => text.replace(/^\uFEFF/, '');
  if (!/^https?:/.test(path)) return unmarked(new TextDecoder(encoding).decode(await readFile(path)));
  const response = await fetch(path, { ...(method === undefined ? {} : { method }), ...(headers ? { headers } : {}) });
  if (!response.ok) throw new Error(`${path} answered ${response.status} ${response.statusText}.`);
  return unmarked(await response.text());
}

/**
 * danfo's `readCSV`, with columns typed by all of their rows: a column of numbers holds numbers, an identifier that a double
 * cannot hold or that begins with a zero keeps its digits, `true` and `false` are flags, and an empty field is missing. The
 * apostrophe with which `toCSV` guards text from spreadsheets is taken off again.
 * @param path of a file, or a web address
 * @throws Error when a line has more or fewer fields than the first, or a quote is not closed
 */
export async function readCSV(path: string, options: CsvReadOptions = {}): Promise<Inner> {
  const { frameConfig = {}, header = true, dynamicTyping = true, transform, transformHeader } = options;
  const text = await readText(path, options, options.encoding);
  const preview = options.preview && options.preview + Number(header);
  const lines = linesOf(text, { ...options, ...(preview ? { preview } : {}) });
  const [first = []] = lines;
  const body = header ? lines.slice(1) : lines;
  const odd = body.findIndex((line) => line.length !== first.length);
  if (odd >= 0)
    throw new Error(
      `${path}: row ${odd} has ${body[odd]?.length ?? 0} fields, but the first line has ${first.length}.`,
    );
  const names = header
    ? first.map((name, place) => transformHeader?.(unguard(name), place) ?? unguard(name))
    : first.map((_, place) => String(place));
  const columns = first.map((_, place) => {
    const name = names[place] ?? '';
    const fields = body.map((line) => (line[place] === '' ? null : unguard(line[place] ?? '')));
    const dtype = frameConfig.dtypes?.[place];
    if (transform)
      return normalise(
        fields.map((field) => transform(field ?? '', name)),
        dtype,
      );
    const isTyped = isTypedBy(dynamicTyping, name) && dtype !== 'string';
    return isTyped ? normalise(typed(fields), dtype) : normalise(fields, 'string');
  });
  const { columns: wanted = distinct(names, '_'), index } = frameConfig;
  if (wanted.length !== names.length)
    throw new RangeError(`${path} has ${names.length} columns, but ${wanted.length} names were given.`);
  return makeFrame(
    wanted,
    columns.map(({ values }) => values as unknown[]),
    index && checkedIndex(index, body.length),
    columns.map(({ dtype }) => dtype),
    frameConfig.config,
  );
}

function isTypedBy(wanted: NonNullable<CsvReadOptions['dynamicTyping']>, column: string): boolean {
  if (typeof wanted === 'boolean') return wanted;
  return typeof wanted === 'function' ? wanted(column) : Object.hasOwn(wanted, column) && wanted[column] === true;
}

/** What danfo's own readers are told so that they read each row as `readCSV` would if it were the only one. */
function rowByRow({ transform, dynamicTyping = true, ...options }: CsvReadOptions = {}): object {
  const own = (field: string, column: string) => {
    const text = field === '' ? null : unguard(field);
    return isTypedBy(dynamicTyping, column) ? typed([text])[0] : text;
  };
  return { header: true, ...options, dynamicTyping: false, transform: transform ?? own };
}

/** danfo's `streamCSV`: a frame of one row for each line. */
export function streamCSV(
  path: string,
  callback: (rows: danfo.DataFrame) => void,
  options?: CsvReadOptions,
): Promise<unknown> {
  return danfo.streamCSV(path, callback, rowByRow(options));
}

/** danfo's `streamCsvTransformer`: each line as a frame of one row, what a function makes of it, and so into a file. */
export function streamCsvTransformer(
  path: string,
  transformer: (row: danfo.DataFrame) => danfo.DataFrame,
  options: { readonly inputStreamOptions?: CsvReadOptions } = {},
): void {
  const inputStreamOptions = rowByRow(options.inputStreamOptions);
  danfo.streamCsvTransformer(path, transformer, { ...options, inputStreamOptions });
}

/** A comma; a semicolon, a tab or a bar where the first line has one of these and no comma, and all lines as many. */
function delimiterOf(text: string, options: CsvReadOptions): string {
  const { comments, skipFirstNLines = 0 } = options;
  const lines = text.split(/\r\n|\r|\n/, skipFirstNLines + 100).slice(skipFirstNLines);
  const first = lines.find((line) => !comments || !line.startsWith(comments)) ?? '';
  const unquoted = first.replace(/"[^"]*"/g, '');
  const found = unquoted.includes(',') ? undefined : /[;\t|]/.exec(unquoted)?.[0];
  if (found === undefined) return ',';
  const split = parsed(text, { ...options, delimiter: found, preview: 100 }).data.filter(
    (line) => line.join('') !== '',
  );
  return split.every((line) => line.length === split[0]?.length) ? found : ',';
}

function parsed(text: string, options: CsvReadOptions & { readonly delimiter: string }): Papa.ParseResult<string[]> {
  const { delimiter, newline, quoteChar, escapeChar, preview, comments, fastMode } = options;
  const { skipEmptyLines, skipFirstNLines } = options;
  const given = { newline, quoteChar, escapeChar, preview, comments, fastMode, skipEmptyLines, skipFirstNLines };
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return Papa.parse<string[]>(text, { ...(known as ParseConfig<string[]>), delimiter, header: false });
}

function linesOf(text: string, options: CsvReadOptions): string[][] {
  const { delimiter = delimiterOf(text, options) } = options;
  const { data, errors } = parsed(text, { ...options, delimiter });
  const [wrong] = errors.filter(({ type }) => type === 'Quotes');
  if (wrong) throw new Error(`CSV: ${wrong.message} (row ${wrong.row ?? 0}).`);
  if (options.skipEmptyLines) return data;
  // The last line is ended and not followed by another.
  if (data.at(-1)?.join('') === '' && data.at(-1)?.length === 1) data.pop();
  // Of one column, an empty line is a missing value.
  return data[0]?.length === 1 ? data : data.filter((line) => line.length > 1 || line[0] !== '');
}

function unguard(field: string): string {
  return field.startsWith("'") && guarded.test(field) ? field.slice(1) : field;
}

const flag = /^\s*(true|false)\s*$/i;
const number = /^-?(0|[1-9]\d*|(?=\.\d))(\.\d*)?(e[+-]?\d+)?$/i;
const noNumber = /^(NaN|-?Infinity)$/;

/** Flags if all are, else numbers if all are and a double holds their whole part, else the text. */
function typed(fields: readonly (string | null)[]): unknown[] {
  const present = fields.filter((field) => field !== null);
  if (present.length > 0 && present.every((field) => flag.test(field)))
    return fields.map((field) => field && field.trim().toLowerCase() === 'true');
  if (present.length > 0 && present.every(isNumber))
    return fields.map((field) => (isMissing(field) ? NaN : Number(field)));
  return [...fields];
}

/** Blanks around a number are none of it: `1, 2`. */
function isNumber(padded: string): boolean {
  const field = padded.trim();
  if (noNumber.test(field)) return true;
  const value = Number(field);
  if (!number.test(field) || !Number.isFinite(value)) return false;
  return /[.e]/i.test(field) || Number.isSafeInteger(value) || plainNumber(value) === field;
}

export interface JsonReadOptions extends RequestOptions {
  readonly frameConfig?: Options;
}

/** danfo's `readJSON`, whose missing file is an error to catch and not the end of the process. */
export async function readJSON(path: string, { frameConfig, ...request }: JsonReadOptions = {}): Promise<Inner> {
  return new FrameClass(JSON.parse(await readText(path, request)), frameConfig);
}
