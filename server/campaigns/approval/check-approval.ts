import type { Scope } from '#server/accounts/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import type { CampaignCheck } from '../check-campaign.ts';
import { missing, readStanding, type Standing } from './standing.ts';

/** From this share on, more people than were shown to the approver are pointed out. */
const GROWTH_WORTH_A_LOOK = 0.1;

/** The line of the checklist on approval; none where the account wants none. */
export async function checkApproval(
  database: Database,
  { accountId }: Scope,
  id: string,
  recipients: number,
): Promise<CampaignCheck[]> {
  const standing = await database.inAccount(accountId, (tx) => readStanding(tx, accountId, id));
  if (!standing.required) return [];
  const why = missing(standing);
  return [why === null ? approved(standing, recipients) : { ...line, severity: 'error', message: why }];
}

const line = { id: 'approval', section: 'approval', hint: '' } as const;

function approved({ approvedBy, recipients: then }: Standing, now: number): CampaignCheck {
  const message = `${approvedBy ?? 'A second person'} has approved it.`;
  if (now <= then * (1 + GROWTH_WORTH_A_LOOK)) return { ...line, severity: 'ok', message };
  return {
    ...line,
    severity: 'warning',
    message: `${message} Its lists have grown since: from ${then.toLocaleString('en')} to ${now.toLocaleString('en')} people.`,
    hint: 'An approval is for the lists; who joins them later gets it too.',
  };
}
