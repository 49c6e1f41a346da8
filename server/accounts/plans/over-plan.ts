import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { countContacts } from './contact-count.ts';
import type { OwnPlan } from './contract.ts';
import { countMessagesThisMonth, countUsers, readLimits } from './plan-use.ts';

type Plan = NonNullable<OwnPlan['plan']>;

const many = (count: number) => count.toLocaleString('en');

/** What a plan leaves of something that it limits. */
export interface Room {
  plan: string;
  limit: number;
  /** Never below 0. */
  left: number;
}

/**
 * How many contacts an account may still take; null for any number. Where there is a limit nobody else adds contacts until
 * the transaction ends, so that what is left stays.
 */
export async function roomForContacts(tx: Tx, accountId: string): Promise<Room | null> {
  return await room(tx, accountId, 'contacts', async () => {
    await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`contacts of ${accountId}`}, 0))`);
    return await countContacts(tx, accountId);
  });
}

/** To how many people an account may still begin to send this month; null for any number. For the system role. */
export async function roomForMessages(tx: Tx, accountId: string): Promise<Room | null> {
  return await room(tx, accountId, 'messagesAMonth', () => countMessagesThisMonth(tx, accountId));
}

async function room(
  tx: Tx,
  accountId: string,
  name: 'contacts' | 'messagesAMonth',
  count: () => Promise<number>,
): Promise<Room | null> {
  const plan = await readLimits(tx, accountId);
  const limit = plan?.[name] ?? null;
  if (plan === null || limit === null) return null;
  return { plan: plan.name, limit, left: Math.max(0, limit - (await count())) };
}

/**
 * To be called in the transaction that adds the contact.
 * @throws over_plan when the account holds as many contacts as its plan allows
 */
export async function requireRoomForContact(tx: Tx, accountId: string): Promise<void> {
  const found = await roomForContacts(tx, accountId);
  if (found && found.left === 0) throw problem('over_plan', `${overContacts(found)} ${whatToDo.contacts}`);
}

export const overContacts = ({ plan, limit }: Room) => `The plan ${plan} allows ${many(limit)} contacts.`;

/** @throws over_plan when as many people belong to the account or are invited as its plan allows */
export async function requireRoomForUser(tx: Tx, accountId: string): Promise<void> {
  const plan = await readLimits(tx, accountId);
  if (isFull(plan, await countUsers(tx, accountId)))
    throw problem(
      'over_plan',
      `The plan ${plan!.name} allows ${many(plan!.users!)} people, those invited included. ${whatToDo.users}`,
    );
}

const isFull = (plan: Plan | null, users: number) =>
  plan !== null && plan.users !== null && users >= plan.users;

export const whatToDo = {
  contacts: 'Delete contacts you no longer need, or ask whoever runs this install for a larger plan.',
  messages:
    'Wait for the next month, send to fewer people, or ask whoever runs this install for a larger plan.',
  users: 'Remove a member or an invitation, or ask whoever runs this install for a larger plan.',
} as const;
