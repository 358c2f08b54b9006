/** A record without one of its keys; the record itself if it has no such key. */
export function without<R extends object, K extends keyof R>(record: R, ...keys: readonly K[]): Omit<R, K> {
  if (!keys.some((key) => key in record)) return record;
  const rest: Partial<R> = { ...record };
  // The copy is ours alone.
  for (const key of keys) Reflect.deleteProperty(rest, key);
  return rest as Omit<R, K>;
}
