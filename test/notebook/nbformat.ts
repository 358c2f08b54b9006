// The rules of nbformat 4.5 that a notebook must keep, so that Jupyter, GitHub and nbconvert open it.

type Json = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown) =>
  typeof value === 'string' || (Array.isArray(value) && value.every((line) => typeof line === 'string'));

const cellKeys: Readonly<Record<string, readonly string[]>> = {
  code: ['id', 'cell_type', 'metadata', 'source', 'outputs', 'execution_count'],
  markdown: ['id', 'cell_type', 'metadata', 'source', 'attachments'],
  raw: ['id', 'cell_type', 'metadata', 'source', 'attachments'],
};
const outputKeys: Readonly<Record<string, readonly string[]>> = {
  stream: ['output_type', 'name', 'text'],
  display_data: ['output_type', 'data', 'metadata'],
  execute_result: ['output_type', 'data', 'metadata', 'execution_count'],
  error: ['output_type', 'ename', 'evalue', 'traceback'],
};

/** What is wrong with a notebook, each with its place; nothing when it is valid. */
export function nbformatProblems(notebook: unknown): string[] {
  const problems: string[] = [];
  const check = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };
  if (!isRecord(notebook) || !Array.isArray(notebook['cells'])) return ['it is no notebook'];
  check(notebook['nbformat'] === 4 && notebook['nbformat_minor'] === 5, 'not of format 4.5');
  check(isRecord(notebook['metadata']), 'no metadata');
  for (const key of Object.keys(notebook))
    check(['cells', 'metadata', 'nbformat', 'nbformat_minor'].includes(key), `${key} at the top`);
  const ids = new Set<unknown>();
  for (const [place, cell] of (notebook['cells'] as unknown[]).entries()) {
    const at = `cell ${place}`;
    if (!isRecord(cell)) return [...problems, `${at} is no object`];
    const keys = cellKeys[String(cell['cell_type'])];
    check(keys !== undefined, `${at} is of the type ${String(cell['cell_type'])}`);
    for (const key of Object.keys(cell)) check(keys?.includes(key) === true, `${at} has ${key}`);
    check(typeof cell['id'] === 'string' && /^[\w-]{1,64}$/.test(cell['id']), `${at} has no id`);
    check(!ids.has(cell['id']), `${at} has the id of another`);
    ids.add(cell['id']);
    check(isRecord(cell['metadata']), `${at} has no metadata`);
    check(isText(cell['source']), `${at} has no source`);
    if (cell['cell_type'] !== 'code') continue;
    const count = cell['execution_count'];
    check(count === null || (Number.isInteger(count) && Number(count) >= 0), `${at} counts ${String(count)}`);
    const outputs = Array.isArray(cell['outputs']) ? (cell['outputs'] as unknown[]) : [undefined];
    for (const [index, output] of outputs.entries())
      problems.push(...outputProblems(output).map((problem) => `${at}, output ${index}: ${problem}`));
  }
  return problems;
}

function outputProblems(output: unknown): string[] {
  if (!isRecord(output)) return ['no object'];
  const type = String(output['output_type']);
  const keys = outputKeys[type];
  if (!keys) return [`of the type ${type}`];
  const problems = [
    ...keys.filter((key) => !(key in output)).map((key) => `no ${key}`),
    ...Object.keys(output).flatMap((key) => (keys.includes(key) ? [] : [`has ${key}`])),
  ];
  if (type === 'stream') {
    if (output['name'] !== 'stdout' && output['name'] !== 'stderr') problems.push('neither stdout nor stderr');
    if (!isText(output['text'])) problems.push('text is no text');
  } else if (type === 'error') {
    if (typeof output['ename'] !== 'string' || typeof output['evalue'] !== 'string')
      problems.push('no name or message');
    if (!Array.isArray(output['traceback']) || !isText(output['traceback']))
      problems.push('traceback is no list of lines');
  } else {
    if (!isRecord(output['metadata'])) problems.push('no metadata');
    for (const [mime, value] of Object.entries(isRecord(output['data']) ? output['data'] : { none: undefined })) {
      if (!/^\w+\/[\w.+-]+$/.test(mime)) problems.push(`${mime} is no MIME type`);
      if (!/^application\/(?:.*\+)?json$/.test(mime) && !isText(value)) problems.push(`${mime} is no text`);
    }
  }
  return problems;
}
