import { dirname, join } from 'node:path';
import {
  type ExchangeOptions,
  type RunningExchange,
  ScenarioError,
  standBy,
  startExchange,
} from '../paper/exchange.ts';
import { JournalError, LockedError } from '../paper/journal/journal.ts';
import { type PaperOptions, paperOptions, paperUsage } from './paper-options.ts';

export { paperUsage } from './paper-options.ts';

/** Exit codes: 2 for wrong arguments, 3 when another process serves the data file, 1 for everything else. */
const USAGE = 2;
const LOCKED = 3;

export async function paper(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) {
    process.stdout.write(`usage: ${paperUsage}`);
    return;
  }
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  let options: PaperOptions;
  try {
    options = paperOptions(args, say);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\nusage: ${paperUsage}`);
    process.exitCode = USAGE;
    return;
  }
  const ended = new AbortController();
  let exchange: RunningExchange | undefined;
  const stop = (): void => {
    ended.abort();
    if (!exchange) process.exit(0);
    exchange.close().then(
      () => process.exit(0),
      (error: unknown) => {
        say(String(error));
        process.exit(1);
      },
    );
  };
  // Whoever started this may vanish without a word; its end of the pipe closes in any case.
  if (options.whileStdin) process.stdin.on('end', stop).on('error', stop).resume();
  try {
    const all = { page: join(dirname(process.argv[1] ?? ''), 'page'), ...options };
    exchange = options.standby ? await standBy(all, ended.signal) : await startExchange(all);
    if (!exchange) return;
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    for (const repair of exchange.repairs) say(repair);
    const { restUrl, controlToken } = exchange.announcement;
    process.stdout.write(`${JSON.stringify(exchange.announcement)}\n`);
    // For a person at a terminal; programs read the line above.
    if (process.stderr.isTTY) say(`Status page: ${restUrl}/#token=${controlToken}`);
  } catch (error) {
    const { message, exitCode } = explain(error, options);
    process.stderr.write(`${message}\n`);
    process.exitCode = exitCode;
    // Whoever started this still holds the other end, and waits to be told by this process ending.
    process.stdin.destroy();
  }
}

function explain(error: unknown, options: ExchangeOptions): { message: string; exitCode: number } {
  if (error instanceof LockedError)
    return { message: `${error.message} Its address is in ${options.data ?? ''}.json.`, exitCode: LOCKED };
  if (error instanceof JournalError) return { message: error.message, exitCode: 1 };
  if (error instanceof ScenarioError) return { message: error.message, exitCode: USAGE };
  const { code, message } = error as NodeJS.ErrnoException;
  const port = String(options.port ?? 0);
  if (code === 'EADDRINUSE')
    return {
      message: `Port ${port} is taken. Choose another with --port, or leave it out for any free one.`,
      exitCode: 1,
    };
  if (code === 'EACCES' && options.port !== undefined)
    return { message: `Port ${port} may not be opened by this user. Choose one above 1023.`, exitCode: 1 };
  if (code === 'ENOSPC' || /disk is full/.test(message))
    return { message: `The disk is full: ${message}`, exitCode: 1 };
  return { message: `The paper exchange could not start: ${message}`, exitCode: 1 };
}
