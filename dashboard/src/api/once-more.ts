import { isFailure } from './api-failure.ts';
import { askToLogIn } from './log-in-again.ts';
import { askForProof } from './step-up.ts';

/**
 * Makes a call. When it is refused because the session has ended, or because the person should confirm that it is them,
 * they are asked over the screen they are at, and the call is made again: nothing they typed is lost.
 */
export async function onceMore<R>(make: () => Promise<R>): Promise<R> {
  try {
    return await make();
  } catch (error) {
    if (!(await isMended(error))) throw error;
    return await make();
  }
}

async function isMended(error: unknown): Promise<boolean> {
  if (isFailure(error, 'step_up_needed')) return await askForProof();
  return isFailure(error, 'not_logged_in') && (await askToLogIn());
}
