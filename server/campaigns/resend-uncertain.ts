import type { Scope } from '#server/accounts/index.ts';
import { resendUncertain as resend } from '#server/delivery/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { Campaign } from './contract.ts';
import { lockCampaign, readCampaign } from './read-campaigns.ts';

/**
 * Sends the uncertain messages of a run again. A campaign that was `sent` is being sent until they are settled; a paused
 * one keeps them for its resumption.
 *
 * @param contactIds only to these people
 * @throws wrong_state when it never ran or was cancelled, not_found
 */
export async function resendUncertain(
  tx: Tx,
  scope: Scope,
  id: string,
  contactIds?: readonly string[],
): Promise<{ resent: number; campaign: Campaign }> {
  const { state } = await readCampaign(tx, id);
  const send = await tx.maybeOne<{ id: string }>(sql`select id from sends where campaign_id = ${id}`);
  if (!send || state === 'cancelled')
    throw problem(
      'wrong_state',
      'Only a campaign that was sent, or is being sent, has messages to send again.',
    );
  // The ranges, the run, then the campaign: the order in which the engine locks them when it ends a run.
  const resent = await resend(tx, scope, send.id, contactIds);
  await lockCampaign(tx, id);
  if (resent > 0)
    await tx.execute(
      sql`update campaigns set state = 'sending', updated_at = now() where id = ${id} and state = 'sent'`,
    );
  return { resent, campaign: await readCampaign(tx, id) };
}
