/**
 * Reads the named texts of the address bar and drops the rest: `validateSearch: textSearch('q', 'state')`.
 * The router parses `?q=1` as a number, hence the conversion.
 */
export function textSearch<const K extends string>(...keys: K[]) {
  return (search: Record<string, unknown>): { [key in K]?: string } => {
    const read: { [key in K]?: string } = {};
    for (const key of keys) {
      const value = search[key];
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
        read[key] = String(value);
    }
    return read;
  };
}
