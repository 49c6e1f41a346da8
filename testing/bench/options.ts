/** One bench, by name under `npm run bench`. */
export type Bench = {
  about: string;
  /** How many, unless told otherwise. */
  recipients: number;
  run(options: BenchOptions): Promise<BenchResult>;
};

export type BenchOptions = {
  recipients: number;
  /** Connections of each worker; the product's own default when absent. */
  connections: number | undefined;
  /** Worker processes; the product's own default when absent. */
  workers: number | undefined;
  /** What is to be ended when the bench ends, in whatever way. */
  running: AsyncDisposableStack;
  say: (line: string) => void;
};

type BenchResult = {
  /** What --json prints. */
  result: object;
  /** What was not exact, in words; with any the bench fails. */
  problems: string[];
};
