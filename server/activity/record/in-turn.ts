/** How many are written by one statement at most. */
const MOST = 200;

export interface InTurn<Row> {
  /** Comes back once the row is written. @throws what the database said */
  write(row: Row): Promise<void>;
  /** Comes back once nothing waits. */
  settled(): Promise<void>;
}

/**
 * Writes rows by one statement after the other: what comes while one is under way goes together with the next. So a single
 * call waits for a single statement, and many calls at once share a few.
 */
export function writeInTurn<Row>(insert: (rows: readonly Row[]) => Promise<void>): InTurn<Row> {
  let waiting: { row: Row; done: PromiseWithResolvers<void> }[] = [];
  let underWay: Promise<void> | undefined;

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MOST);
      waiting = waiting.slice(MOST);
      await insert(batch.map(({ row }) => row)).then(
        () => batch.forEach(({ done }) => void done.resolve()),
        // One row that cannot be written, of an account deleted a moment ago, must not take the others along.
        async (error) => (batch.length === 1 ? batch[0]!.done.reject(error) : await each(batch)),
      );
    }
    underWay = undefined;
  }

  async function each(batch: typeof waiting): Promise<void> {
    for (const { row, done } of batch) await insert([row]).then(done.resolve, done.reject);
  }

  return {
    write(row) {
      const done = Promise.withResolvers<void>();
      waiting.push({ row, done });
      underWay ??= writeAll();
      return done.promise;
    },
    async settled() {
      await underWay;
    },
  };
}
