import type { Closing } from '#server/accounts/contract.ts';
import { accountOfInstall, type QueueSystemMail } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { writeToOwners } from './write-to-owners.ts';

/** Stops everything an account is sending, in the transaction of what holds it back, with a word on each campaign. */
export type HaltSending = (tx: Tx, accountId: string, notice: string) => Promise<void>;

export interface ClosingDeps {
  database: Database;
  /** Public address of this install, without a slash at its end. */
  baseUrl: string;
  queueSystemMail: QueueSystemMail;
  haltSending: HaltSending;
  /** Days between closing an account and erasing it. */
  closingDays: number;
}

/** What its campaigns say once an account was closed. */
const NOTICE =
  'It was stopped because the account was closed. Let it go on or schedule it anew once it is reopened.';

interface Closer {
  by: Closing['by'];
  comment: string;
}

/** An owner closes the account, having typed its name. @throws invalid_input, wrong_state */
export async function closeByOwner(
  deps: ClosingDeps,
  accountId: string,
  { name, comment = '' }: { name: string; comment?: string | undefined },
): Promise<Closing> {
  return await deps.database.asSystem(async (tx) => {
    const account = await lockAccount(tx, accountId);
    if (name.trim() !== account.name.trim()) {
      const message = `Type the account’s name, ${account.name}, to close it.`;
      throw problem('invalid_input', message, { name: message });
    }
    return await close(tx, deps, account, { by: 'owner', comment });
  });
}

/** @throws not_found, wrong_state */
export async function closeByOperator(
  deps: ClosingDeps,
  accountId: string,
  reason: string,
): Promise<Closing & { name: string }> {
  return await deps.database.asSystem(async (tx) => {
    const account = await lockAccount(tx, accountId);
    const closing = await close(tx, deps, account, { by: 'operator', comment: reason });
    return { ...closing, name: account.name };
  });
}

interface LockedAccount {
  id: string;
  name: string;
  closingAt: string | null;
}

/** First of all: whoever is starting something right now holds the account's row, and is waited for. */
async function lockAccount(tx: Tx, accountId: string): Promise<LockedAccount> {
  const found = await tx.maybeOne<LockedAccount>(sql`
    select id, name, closing_at as "closingAt" from accounts where id = ${accountId} for update`);
  if (!found) throw problem('not_found', 'There is no such account.');
  return found;
}

async function close(
  tx: Tx,
  { queueSystemMail, haltSending, baseUrl, closingDays }: ClosingDeps,
  account: LockedAccount,
  { by, comment }: Closer,
): Promise<Closing> {
  if (account.closingAt !== null) throw problem('wrong_state', 'This account is being closed already.');
  const hindrance = await whyNotClosed(tx, account.id);
  if (hindrance !== null) throw problem('wrong_state', hindrance);
  const at = new Date(Date.now() + closingDays * 86_400_000);
  await tx.execute(sql`update accounts set closing_at = ${at} where id = ${account.id}`);
  const { closedAt } = await tx.one<{ closedAt: string }>(sql`
    insert into account_closings (account_id, closed_by, comment) values (${account.id}, ${by}, ${comment})
    returning closed_at as "closedAt"`);
  await haltSending(tx, account.id, NOTICE);
  const closing = { at: at.toISOString(), closedAt, by, comment };
  await writeToOwners(tx, { queueSystemMail, baseUrl }, account, closing);
  return closing;
}

/** Why an account cannot be closed, in words; null when it can. */
export async function whyNotClosed(tx: Tx, accountId: string): Promise<string | null> {
  if ((await accountOfInstall(tx)) !== accountId) return null;
  return 'Mail of the install itself is sent by this account: whoever runs the install needs it.';
}
