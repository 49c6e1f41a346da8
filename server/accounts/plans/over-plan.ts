import type { Database, Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { OwnPlan } from './contract.ts';
import { countContacts, countMessagesThisMonth, countUsers, readLimits } from './plan-use.ts';

type Plan = NonNullable<OwnPlan['plan']>;

const many = (count: number) => count.toLocaleString('en');

/** What a plan leaves of something that it limits. */
export interface Room {
  plan: string;
  limit: number;
  /** Never below 0. */
  left: number;
}

/** How many contacts an account may still take; null for any number. */
export async function roomForContacts(database: Database, accountId: string): Promise<Room | null> {
  return await room(database, accountId, 'contacts', countContacts);
}

/** To how many people an account may still begin to send this month; null for any number. */
export async function roomForMessages(database: Database, accountId: string): Promise<Room | null> {
  return await room(database, accountId, 'messagesAMonth', countMessagesThisMonth);
}

async function room(
  database: Database,
  accountId: string,
  name: 'contacts' | 'messagesAMonth',
  count: (tx: Tx, accountId: string) => Promise<number>,
): Promise<Room | null> {
  return await database.asSystem(async (tx) => {
    const plan = await readLimits(tx, accountId);
    const limit = plan?.[name] ?? null;
    if (plan === null || limit === null) return null;
    return { plan: plan.name, limit, left: Math.max(0, limit - (await count(tx, accountId))) };
  });
}

/** @throws over_plan when the account holds as many contacts as its plan allows */
export async function requireRoomForContact(database: Database, accountId: string): Promise<void> {
  const found = await roomForContacts(database, accountId);
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
