/** SQLSTATE classes that blame the data: bad values, broken constraints, our own raise. */
const blamesData = /^(22|23|P0)/;

/**
 * Whether storing failed because of the database and is worth another try later, rather than because of an event. When
 * in doubt it is the database: events then wait on disk, where nothing is lost.
 */
export function isDatabaseAway(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string') return !blamesData.test(code);
  return /connection|connect|pool|no answer/i.test(String(message));
}
