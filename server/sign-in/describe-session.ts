import type { Account, Role } from '#server/accounts/contract.ts';
import { accountColumns } from '#server/accounts/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { Session } from './contract.ts';

/** What people see of the install about themselves. */
export interface Install {
  /** Whether the mail of an account leaves this machine. */
  mailRouteOf: (accountId: string) => Promise<Session['mailRoute']>;
  version: string;
  /** City and country of a network address, as far as the install's file knows. */
  placeOf: (ip: string) => string | null;
}

/** What the dashboard's frame shows of the logged-in user. */
export async function describeSession(
  database: Database,
  { accountId, userId, isBound = false }: { accountId: string | null; userId: string; isBound?: boolean },
  { mailRouteOf, version }: Pick<Install, 'mailRouteOf' | 'version'>,
): Promise<Session> {
  if (!accountId) return { user: await readUser(database, userId), ...noAccount, version };
  const mailRoute = await mailRouteOf(accountId);
  return await database.inAccount(accountId, async (tx) => {
    const account = await tx.maybeOne<Account>(sql`select ${accountColumns} from accounts a`);
    const user = await tx.maybeOne<Session['user'] & { role: Role; isRestricted: boolean }>(sql`
      select u.id, u.email, u.name, u.staff_role is not null as "isOperator", u.staff_role as "staffRole",
        u.confirmed_at is not null as "isConfirmed", m.role, m.restricted as "isRestricted"
      from memberships m join users u on u.id = m.user_id where m.user_id = ${userId}`);
    if (!account || !user) throw problem('not_logged_in');
    const { role, isRestricted, ...person } = user;
    // Nobody runs the install by the word of an account's provider.
    const asSeen = isBound ? { ...person, isOperator: false, staffRole: null } : person;
    return { user: asSeen, account, role, isRestricted, isBound, mailRoute, version };
  });
}

const noAccount = {
  account: null,
  role: null,
  isRestricted: false,
  isBound: false,
  mailRoute: 'sandbox',
} as const;

async function readUser(database: Database, userId: string): Promise<Session['user']> {
  return await database.asSystem((tx) =>
    tx.one<Session['user']>(
      sql`select id, email, name, staff_role is not null as "isOperator", staff_role as "staffRole",
        confirmed_at is not null as "isConfirmed"
        from users where id = ${userId}`,
    ),
  );
}
