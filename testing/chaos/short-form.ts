import type { TestContext } from 'node:test';
import type { ChaosResult, Scenario } from './scenario.ts';

/** Runs a scenario in small, inside a test; everything it started is gone when it answers. */
export async function shortForm(
  t: TestContext,
  scenario: Scenario,
  size: { recipients: number; times: number },
): Promise<ChaosResult> {
  await using running = new AsyncDisposableStack();
  return await scenario.run({ ...size, running, say: (line) => t.diagnostic(line) });
}
