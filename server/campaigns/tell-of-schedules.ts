import { sql, type Tx } from '#server/platform/database/index.ts';
import type { Safeguards } from './safeguards/safeguards.ts';

/** A campaign whose schedule was taken back. */
export interface TakenBack {
  id: string;
  name: string;
  /** When it would have gone out, and the zone its people think in. */
  at: string;
  zone: string;
  scheduledBy: string | null;
  why: string;
}

type Scheduled = Omit<TakenBack, 'why'>;
export type MailDeps = Pick<Safeguards, 'queueSystemMail' | 'baseUrl'>;

const scheduledOf = (accountId: string) => sql`
  select id, name, scheduled_at as at, scheduled_zone as zone, scheduled_by as "scheduledBy" from campaigns
  where account_id = ${accountId} and state = 'scheduled'`;

/** A campaign that is scheduled, locked by whoever is about to take its schedule back; undefined for any other. */
export const readScheduled = (tx: Tx, accountId: string, id: string) =>
  tx.maybeOne<Scheduled>(sql`${scheduledOf(accountId)} and id = ${id} for update`);

/** All of an account, locked in the same way. */
export const readAllScheduled = (tx: Tx, accountId: string) =>
  tx.query<Scheduled>(sql`${scheduledOf(accountId)} order by id for update`);

/**
 * Writes to who scheduled the campaigns, and to the owners, that they are not sent at their time; one mail to each.
 * @param knows who took the schedule back and need not be told; null when that is nobody
 */
export async function tellOfSchedules(
  tx: Tx,
  { queueSystemMail, baseUrl }: MailDeps,
  accountId: string,
  takenBack: readonly TakenBack[],
  knows: string | null = null,
): Promise<void> {
  if (takenBack.length === 0) return;
  const soonest = takenBack.toSorted((a, b) => (a.at < b.at ? -1 : 1));
  for (const { id, email, isOwner, ...greeted } of await readConcerned(tx, accountId, takenBack)) {
    if (id === knows) continue;
    const theirs = isOwner ? soonest : soonest.filter(({ scheduledBy }) => scheduledBy === id);
    const first = theirs[0]!;
    await queueSystemMail(tx, {
      accountId,
      to: email,
      mail: {
        kind: 'schedule-taken-back',
        ...greeted,
        first: first.name,
        campaigns: theirs.map(inALine).join('\n'),
        link: theirs.length === 1 ? `${baseUrl}/campaigns/${first.id}` : `${baseUrl}/campaigns`,
      },
    });
  }
}

interface Concerned {
  id: string;
  name: string;
  email: string;
  account: string;
  isOwner: boolean;
}

async function readConcerned(tx: Tx, accountId: string, takenBack: readonly TakenBack[]) {
  const schedulers = takenBack.map(({ scheduledBy }) => scheduledBy).filter((id) => id !== null);
  return await tx.query<Concerned>(sql`
    select u.id, u.name, u.email, a.name as account, m.role = 'owner' as "isOwner"
    from memberships m join users u on u.id = m.user_id join accounts a on a.id = m.account_id
    where m.account_id = ${accountId} and (m.role = 'owner' or u.id = any(${schedulers}::uuid[]))`);
}

function inALine({ name, at, zone, why }: TakenBack): string {
  const time = new Date(at).toLocaleString('en-GB', {
    timeZone: zone,
    dateStyle: 'long',
    timeStyle: 'short',
  });
  return `“${name}”, ${time} (${zone}). ${why}`;
}
