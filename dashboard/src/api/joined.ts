const underway = new Map<string, Promise<unknown>>();

/** Work that is asked for again while it is underway, as by a double click, is done once, and both have its end. */
export function joined<R>(name: string, work: () => Promise<R>): Promise<R> {
  const begun = underway.get(name) as Promise<R> | undefined;
  if (begun) return begun;
  const made = work().finally(() => underway.delete(name));
  underway.set(name, made);
  return made;
}
