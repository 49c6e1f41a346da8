import { ownersWithoutSecondFactor, type Scope } from '#server/accounts/index.ts';
import type { CampaignCheck } from '../check-campaign.ts';
import type { Campaign } from '../contract.ts';
import { reachesMoreThan } from './reach.ts';
import { areOn, type StartDeps } from './safeguards.ts';

/**
 * A large campaign goes out only while every owner of the account has a second factor, whoever starts it: a person, an API
 * key or the schedule. A guessed or stolen password must not reach thousands.
 */
export async function checkOwners(
  { database, safeguards }: StartDeps,
  scope: Scope,
  { includeLists, excludeLists }: Campaign,
): Promise<CampaignCheck[]> {
  const { accountId } = scope;
  if (!(await areOn(safeguards, accountId))) return [];
  const { largeSend } = safeguards;
  const audience = { include: includeLists, exclude: excludeLists };
  if (!(await database.inAccount(accountId, (tx) => reachesMoreThan(tx, scope, audience, largeSend))))
    return [];
  const owners = await ownersWithoutSecondFactor(database, accountId);
  if (owners.length === 0) return [];
  return [
    {
      id: 'second-factor',
      severity: 'error',
      section: 'to',
      message: `More than ${largeSend.toLocaleString('en')} people would get it, with what you sent within a day, and ${named(owners)} without a second factor.`,
      hint: 'Each owner of the account adds a passkey or an authenticator app first, under Settings → Second factors.',
    },
  ];
}

function named(owners: string[]): string {
  const list = new Intl.ListFormat('en').format(owners);
  return owners.length === 1 ? `${list}, who owns the account, logs in` : `its owners ${list} log in`;
}
