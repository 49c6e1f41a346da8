import { problem } from '#server/platform/http/index.ts';
import type { Scope } from './scope.ts';

/** Minutes for which a session that has proved itself may do what does harm in wrong hands. */
const STEP_UP_MINUTES = 10;

/** API keys are secrets of their own and prove themselves with every call. @throws step_up_needed */
export function requireProof({ session }: Pick<Scope, 'session'>): void {
  if (!session) return;
  if (session.secondsSinceProof > STEP_UP_MINUTES * 60) throw problem('step_up_needed');
}
