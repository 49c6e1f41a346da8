import { doneIn, readSender, requireProof, type Scope, type Sender } from '#server/accounts/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { Campaign } from '../contract.ts';
import { reachesMoreThan } from './reach.ts';
import { areOn, type Safeguards, type StartDeps } from './safeguards.ts';

/** Time for the owners to stop what is not theirs. */
export const HOLD_MINUTES = 15;
/** So many times the largest campaign of late is unusual. */
const UNUSUAL = 10;

/** Why a campaign waits before it goes out. */
export interface Hold {
  /** It goes to more people than this. */
  moreThan: number;
}

interface Review {
  sender: Sender;
  hold: Hold | null;
}
const known: Sender = { isNew: false, hasSent: true, deviceId: null };

/**
 * Looks at from where a campaign is started or scheduled. The first one from a device that is new to its person wants proof of
 * who they are. From a device or API key that is new, one to unusually many people waits, and the owners hear of it.
 * @throws step_up_needed
 */
export async function reviewSender(
  { database, safeguards }: StartDeps,
  scope: Scope,
  { includeLists, excludeLists }: Pick<Campaign, 'includeLists' | 'excludeLists'>,
): Promise<Review> {
  if (!(await areOn(safeguards, scope.accountId))) return { sender: known, hold: null };
  const sender = await readSender(database, scope);
  if (!sender.isNew) return { sender, hold: null };
  if (!sender.hasSent) requireProof(scope);
  const audience = { include: includeLists, exclude: excludeLists };
  const moreThan = await database.inAccount(scope.accountId, async (tx) => {
    const most = Math.max(safeguards.largeSend, UNUSUAL * (await usualVolume(tx)));
    return (await reachesMoreThan(tx, scope, audience, most)) ? most : null;
  });
  return { sender, hold: moreThan === null ? null : { moreThan } };
}

/** The largest campaign of the last 90 days, without today's: those may be the same stranger's. */
async function usualVolume(tx: Tx): Promise<number> {
  const { volume } = await tx.one<{ volume: number }>(sql`
    select coalesce(max(planned), 0) as volume from sends
    where created_at between now() - interval '90 days' and now() - interval '1 day'`);
  return volume;
}

/** When a held campaign goes out at the earliest. */
export const holdEnds = () => new Date(Date.now() + HOLD_MINUTES * 60_000);

/** @throws invalid_input for a time before the hold is over */
export function refuseEarlierThanHold(at: string): void {
  if (new Date(at) >= holdEnds()) return;
  throw problem(
    'invalid_input',
    `This device or API key is new, and far more people than usual would get this: choose a time at least ${HOLD_MINUTES} minutes from now.`,
    { at: `Choose a time at least ${HOLD_MINUTES} minutes from now.` },
  );
}

/** Tells the owners of what waits, in time to stop it. */
export async function tellOwners(
  tx: Tx,
  { queueSystemMail, baseUrl }: Safeguards,
  scope: Scope,
  { id, name: campaign, hold, startsAt }: { id: string; name: string; hold: Hold; startsAt: string },
): Promise<void> {
  const { accountId, userId } = scope;
  const owners = await tx.query<{ name: string; email: string; account: string }>(sql`
    select u.name, u.email, a.name as account
    from memberships m join users u on u.id = m.user_id join accounts a on a.id = m.account_id
    where m.account_id = ${accountId} and m.role = 'owner'`);
  const person = await tx.maybeOne<{ name: string }>(sql`select name from users where id = ${userId}`);
  const { device, ip } = doneIn(scope.browser);
  for (const { email, ...greeted } of owners)
    await queueSystemMail(tx, {
      accountId,
      to: email,
      mail: {
        kind: 'large-send-waits',
        ...greeted,
        asker: person?.name ?? 'An API key',
        campaign,
        moreThan: hold.moreThan,
        startsAt,
        device,
        ip,
        link: `${baseUrl}/campaigns/${id}`,
      },
    });
}
