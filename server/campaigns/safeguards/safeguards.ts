import type { QueueSystemMail } from '#server/accounts/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import { ownersWithoutSecondFactor } from '#server/second-factors/index.ts';

/**
 * What stands between a campaign to many people and somebody who got hold of a login (docs/large-sends.md). `largeSend` says
 * what many are; mail that stays on this machine harms nobody and is asked for nothing.
 */
export interface Safeguards {
  /** Recipients above which a campaign is large; 0: none is. */
  largeSend: number;
  mailRouteOf(accountId: string): Promise<'sandbox' | 'smtp'>;
  queueSystemMail: QueueSystemMail;
  /** Public address of this install, without a slash at its end. */
  baseUrl: string;
}

/** What starting, scheduling and checking a campaign need. */
export interface StartDeps {
  database: Database;
  safeguards: Safeguards;
}

/** What is asked of an account's large campaigns. */
export interface Asked {
  /** From how many people on; 0: nothing is asked at all. */
  largeSend: number;
  /** Owners who log in without a second factor. */
  unprotected: string[];
}

export async function whatIsAsked(
  { database, safeguards: { largeSend, mailRouteOf } }: StartDeps,
  accountId: string,
): Promise<Asked> {
  const isOn = largeSend > 0 && (await mailRouteOf(accountId)) === 'smtp';
  if (!isOn) return { largeSend: 0, unprotected: [] };
  return { largeSend, unprotected: await ownersWithoutSecondFactor(database, accountId) };
}
