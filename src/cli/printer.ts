import type { StreamName } from '../kernel/protocol.ts';

export type Print = (name: StreamName, text: string) => void;

/** Prints for as long as somebody reads: what comes after `| head` has seen enough is dropped, and the work goes on. */
export function printer(): Print {
  const gone = new Set<StreamName>();
  for (const name of ['stdout', 'stderr'] as const) process[name].on('error', () => gone.add(name));
  return (name, text) => {
    if (!gone.has(name)) process[name].write(text);
  };
}
