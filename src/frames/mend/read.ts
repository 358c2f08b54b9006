import { readFile } from 'node:fs/promises';
import Papa, { type ParseConfig } from 'papaparse';
import { isMissing } from '../core/values.ts';
import { plainNumber } from '../table/csv.ts';
import { guarded } from '../table/digits.ts';
import { normalise } from './column.ts';
import { distinct } from './join.ts';
import { FrameClass, makeFrame, type Inner, type Options } from './storage.ts';

/** How a web address is asked. */
interface RequestOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

/** PapaParse's options, as danfo documents, and the frame's. */
export interface ReadCsvOptions extends RequestOptions, Omit<ParseConfig, 'header' | 'dynamicTyping'> {
  readonly frameConfig?: Options;
  /** Whether the first line names the columns; it does unless told otherwise. */
  readonly header?: boolean;
  /** Whether numbers and flags are recognised; they are unless told otherwise. */
  readonly dynamicTyping?: boolean;
}

async function readText(path: string, { method, headers }: RequestOptions): Promise<string> {
  const unmarked = (text: string) => text.replace(/^\uFEFF/, '');
  if (!/^https?:/.test(path)) return unmarked(await readFile(path, 'utf8'));
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
export async function readCSV(path: string, options: ReadCsvOptions = {}): Promise<Inner> {
  const { frameConfig = {}, header = true, dynamicTyping = true, headers, method, ...parsing } = options;
  const text = await readText(path, { ...(headers ? { headers } : {}), ...(method === undefined ? {} : { method }) });
  const preview = parsing.preview && parsing.preview + Number(header);
  const lines = linesOf(text, { ...parsing, ...(preview ? { preview } : {}) });
  const [first = []] = lines;
  const body = header ? lines.slice(1) : lines;
  const odd = body.findIndex((line) => line.length !== first.length);
  if (odd >= 0)
    throw new Error(
      `${path}: row ${odd} has ${body[odd]?.length ?? 0} fields, but the first line has ${first.length}.`,
    );
  const names = header ? first.map((name) => unguard(name)) : first.map((_, place) => String(place));
  const columns = first.map((_, place) => {
    const fields = body.map((line) => (line[place] === '' ? null : unguard(line[place] ?? '')));
    const dtype = frameConfig.dtypes?.[place];
    return dynamicTyping && dtype !== 'string' ? normalise(typed(fields), dtype) : normalise(fields, 'string');
  });
  return makeFrame(
    frameConfig.columns ?? distinct(names, '_'),
    columns.map(({ values }) => values as unknown[]),
    frameConfig.index && [...frameConfig.index],
    columns.map(({ dtype }) => dtype),
    frameConfig.config,
  );
}

function linesOf(text: string, options: ParseConfig): string[][] {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: ',', ...options, header: false });
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

/** danfo's `readJSON`, whose missing file is an error to catch and not the end of the process. */
export async function readJSON(
  path: string,
  { frameConfig, ...request }: RequestOptions & { readonly frameConfig?: Options } = {},
): Promise<Inner> {
  return new FrameClass(JSON.parse(await readText(path, request)), frameConfig);
}
