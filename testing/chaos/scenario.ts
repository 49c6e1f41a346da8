/** One kind of trouble, by name under `npm run chaos`. */
export type Scenario = {
  about: string;
  recipients: number;
  /** How many kills, stops or rounds, unless told otherwise. */
  times: number;
  run(options: ScenarioOptions): Promise<ChaosResult>;
};

export type ScenarioOptions = {
  recipients: number;
  times: number;
  /** What is to be ended when the run ends, in whatever way. */
  running: AsyncDisposableStack;
  say: (line: string) => void;
};

export type ChaosResult = {
  /** What --json prints; each scenario may add figures of its own. */
  result: ChaosFigures & Record<string, unknown>;
  /** What must not be, in words; with any the run fails. */
  problems: string[];
};

export type ChaosFigures = {
  recipients: number;
  /** Processes killed or stopped in the middle of sending. */
  kills: number;
  /** Recipients without exactly one message in a terminal state. */
  lost: number;
  /** Recipients who got more than one copy. */
  duplicated: number;
  /** Messages whose fate the ledger says it does not know. */
  uncertain: number;
  /** Messages that count as sent and never arrived. */
  phantoms: number;
  /** Messages that arrived though the ledger says they did not. */
  unrecorded: number;
  /** The longest time in which nothing arrived while there was something to send. */
  recoverSeconds: number;
  seconds: number;
};
