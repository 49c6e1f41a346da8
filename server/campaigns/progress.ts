import type { Scope } from '#server/accounts/index.ts';
import { readFailures, readProgress as readSendProgress } from '#server/delivery/index.ts';
import type { Tx } from '#server/platform/database/index.ts';
import type { Progress } from './contract.ts';
import { readCampaign } from './read-campaigns.ts';

/** How far the run has come; zeros before there is one. */
export async function readProgress(tx: Tx, scope: Scope, id: string): Promise<Progress> {
  const { state } = await readCampaign(tx, id);
  const send = await readSendProgress(tx, scope, id);
  if (!send) return { ...notBegun, state };
  const failures = send.failed > 0 ? await readFailures(tx, scope, send.sendId) : [];
  const secondsLeft = send.perSecond ? Math.ceil(send.remaining / send.perSecond) : null;
  return { ...send, state, secondsLeft, failures };
}

const notBegun: Omit<Progress, 'state'> = {
  isPlanned: false,
  planned: 0,
  sent: 0,
  failed: 0,
  uncertain: 0,
  suppressed: 0,
  cancelled: 0,
  remaining: 0,
  perSecond: null,
  secondsLeft: null,
  waiting: null,
  startedAt: null,
  finishedAt: null,
  failures: [],
};
