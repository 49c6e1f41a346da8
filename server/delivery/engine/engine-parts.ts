import type { Turns } from './choose-messages.ts';
import type { Settlement } from './held-range.ts';
import type { LanePool } from './lane-pool.ts';
import type { LoadedSend } from './load-send.ts';
import type { PaceKeeper } from './pace-keeper.ts';
import type { RangeKeeper } from './range-keeper.ts';
import type { RoundWait } from './round-wait.ts';
import type { EngineOptions } from './start-engine.ts';
import type { WaitingSends } from './waiting-sends.ts';

/** What the steps of one engine share. */
export type EngineParts = {
  options: EngineOptions;
  pool: LanePool;
  pace: PaceKeeper;
  keeper: RangeKeeper;
  waiting: WaitingSends;
  turns: Turns;
  wait: RoundWait;
  /** The sends of the ranges held, once they are ready to be composed. */
  sends: Map<string, LoadedSend>;
  /** What became of messages, until the next round writes it down. */
  settlements: Settlement[];
  /** When a message last came to an outcome (`performance.now()`). */
  settledAt: number;
  /** Nothing more is let through the gate. */
  isStopping: boolean;
};

/** For people only: what cannot be written now is written when it is next news. */
export async function tellPeople({ options }: EngineParts, writing: Promise<void>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    options.log.warn('why a send waits could not be written', { error });
  }
}
