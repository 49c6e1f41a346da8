import { requireProof, type Scope } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { doneIn, readSender, type Sender } from '#server/sign-in/index.ts';
import type { Reach } from './reach.ts';
import type { Asked, Safeguards } from './safeguards.ts';

/** Time for the owners to stop what is not theirs. */
export const HOLD_MINUTES = 15;
/** Why a campaign waits before it goes out. */
export interface Hold {
  /** It goes to more people than this. */
  moreThan: number;
}

const known: Sender = { isNew: false, hasSent: true, deviceId: null };

/**
 * Looks at from where a campaign is started or scheduled. The first one from a device that is new to its person wants proof of
 * who they are.
 * @throws step_up_needed
 */
export async function reviewSender(database: Database, scope: Scope, { largeSend }: Asked): Promise<Sender> {
  if (largeSend === 0) return known;
  const sender = await readSender(database, scope);
  if (sender.isNew && !sender.hasSent) requireProof(scope);
  return sender;
}

/** From a device, API key or member that is new, a campaign to unusually many waits, and the owners hear of it. */
export const holdFor = ({ isNew }: Sender, { withinADay, usual }: Reach): Hold | null =>
  isNew && withinADay > usual ? { moreThan: usual } : null;

/** When a held campaign goes out at the earliest. */
export const holdEnds = () => new Date(Date.now() + HOLD_MINUTES * 60_000);

/** @throws invalid_input for a time before the hold is over */
export function refuseEarlierThanHold(at: string): void {
  if (new Date(at) >= holdEnds()) return;
  throw problem(
    'invalid_input',
    `This device, API key or member is new, and far more people than usual would get this: choose a time at least ${HOLD_MINUTES} minutes from now.`,
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
