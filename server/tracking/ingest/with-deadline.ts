/**
 * Gives up waiting after `ms` milliseconds. The work itself goes on: whatever it still does must be harmless.
 * @throws an error that counts as the database being away
 */
export async function withDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('There was no answer in time.')), ms);
  work.catch(() => {});
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
