/** SQLSTATE classes that blame the data: bad values, broken constraints, our own raise. */
const blamesData = /^(22|23|P0)/;

/**
 * Whether storing failed because of the database and is worth another try later, rather than because of an event. When
 * a database error may be either, it counts as the former: events then wait on disk, where nothing is lost.
 */
export function isDatabaseAway(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const isSqlState = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E');
  if (isSqlState) return !blamesData.test(code);
  const isSystemError = typeof code === 'string' && /^E[A-Z]+$/.test(code);
  return isSystemError || /connection|connect|pool|no answer/i.test(String(message));
}
