import type { CampaignCheck } from '../check-campaign.ts';
import type { Reach } from './reach.ts';
import type { Asked } from './safeguards.ts';

/**
 * A large campaign goes out only while every owner of the account has a second factor, whoever starts it: a person, an API
 * key or the schedule. A guessed or stolen password must not reach thousands.
 */
export function checkOwners({ largeSend, unprotected }: Asked, { withinADay }: Reach): CampaignCheck[] {
  if (largeSend === 0 || unprotected.length === 0 || withinADay <= largeSend) return [];
  return [
    {
      id: 'second-factor',
      severity: 'error',
      section: 'to',
      message: `More than ${largeSend.toLocaleString('en')} people would get it, with what you sent within a day, and ${named(unprotected)} without a second factor.`,
      hint: 'Each owner of the account adds a passkey or an authenticator app first, under Settings → Second factors.',
    },
  ];
}

function named(owners: string[]): string {
  const list = new Intl.ListFormat('en').format(owners);
  return owners.length === 1 ? `${list}, who owns the account, logs in` : `its owners ${list} log in`;
}
