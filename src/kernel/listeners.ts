type Listener = (...given: never[]) => void;

/**
 * Listens to the process for good: cells, and test runners that they call, take away all listeners, and then an error
 * that comes late would end the process.
 */
export function listenForGood(own: Readonly<Record<string, Listener>>): void {
  const events: NodeJS.EventEmitter = process;
  const watch = (_event: unknown, removed: unknown) => {
    // All of them may be about to go, this one included.
    if (kept.some(([, listener]) => listener === removed)) process.nextTick(listen);
  };
  // Node's own come first: by them it learns that a signal is listened for.
  const nodes = ['newListener', 'removeListener'].flatMap((event) =>
    events.listeners(event).map((listener): [string, unknown] => [event, listener]),
  );
  const kept = [...nodes, ['removeListener', watch], ...Object.entries(own)] as [string, () => void][];
  const listen = () => {
    for (const [event, listener] of kept) if (!events.listeners(event).includes(listener)) events.on(event, listener);
  };
  listen();
}
