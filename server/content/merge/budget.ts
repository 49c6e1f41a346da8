/** What one rendering of one email may use. Going over any of these is an error, never a hang. */
export const LIMITS = {
  outputBytes: 1_000_000,
  iterationsPerLoop: 1_000,
  iterations: 10_000,
  depth: 10,
  /** Parts of the template evaluated inside loops. */
  steps: 500_000,
  /** Characters produced or searched by filters and comparisons. */
  work: 5_000_000,
} as const;

/** Thrown while rendering when a limit is passed; the message is written for the author of the email. */
export class BudgetError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BudgetError';
  }
}

/** Counts what a rendering has used so far. */
export class Budget {
  private output = 0;
  private iterations = 0;
  private steps = 0;
  private work = 0;

  spendOutput(characters: number): void {
    this.output += characters;
    if (this.output > LIMITS.outputBytes) throw new BudgetError('The finished email is larger than 1 MB.');
  }

  /** @param weight number of template parts inside the loop that starts another round. */
  spendIteration(weight: number): void {
    this.iterations++;
    this.steps += weight;
    if (this.iterations > LIMITS.iterations) {
      throw new BudgetError('The loops of this email run more than 10,000 times in all.');
    }
    if (this.steps > LIMITS.steps) throw new BudgetError('The loops of this email do too much work.');
  }

  spendWork(characters: number): void {
    this.work += characters;
    if (this.work > LIMITS.work) throw new BudgetError('The merge tags of this email do too much work.');
  }
}
