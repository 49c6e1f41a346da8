import {
  createApiKey,
  type KeyScope,
  keyScopes,
  type Role,
  roles,
  type StaffRole,
  staffRoles,
} from '#server/accounts/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import type { ApiClient, Credential } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { openSession } from '#server/sign-in/index.ts';
import { changeMember } from '#server/team/contract.ts';
import type { TestApp } from '../app.ts';
import { makeMember } from '../member.ts';

/** Who calls, and with what. */
export interface Caller {
  name: string;
  headers: Record<string, string>;
  /** Null for whoever proves nothing that is good. */
  credential: Credential | null;
  /** In the account; null for users without one, and for keys. */
  role: Role | null;
  scopes: readonly KeyScope[];
  /** As what they run the install; null for those who do not. */
  staffRole: StaffRole | null;
  /** What holds its account or the person back from changing anything, as the refusal says it. */
  heldBack?: 'suspended' | 'closing' | 'must_accept';
  /** Whether it sees certain lists of its account alone. */
  isRestricted?: boolean;
  /** Whether the account's own provider opened its session, which manages nobody's login and runs no install. */
  isBound?: boolean;
  /** The same kind of person anew, for what ends sessions and memberships. */
  another?: () => Promise<Record<string, string>>;
}

type Account = { client: ApiClient; accountId: string };

/** Everybody there can be in an account, and everybody who is nobody in it. */
export async function makeCallers(app: TestApp, account: Account): Promise<Caller[]> {
  const members = await Promise.all(roles.map((role) => member(app, account, role)));
  return [
    ...members,
    ...(await Promise.all(staffRoles.map((role) => staff(app, account, role)))),
    await homeless(app, account),
    await bound(app, account, { name: 'owner by the account’s provider', role: 'owner', runsInstall: false }),
    await bound(app, account, {
      name: 'staff by the account’s provider',
      role: 'analyst',
      runsInstall: true,
    }),
    ...(await programs(account)),
    ...(await refused(app, account)),
  ];
}

const nobody = { credential: null, role: null, scopes: [], staffRole: null };
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

async function member(app: TestApp, { accountId }: Account, role: Role): Promise<Caller> {
  const another = async () => cookieOf(app, (await app.newMember(accountId, role)).userId, accountId);
  return { ...nobody, name: role, headers: await another(), credential: 'session', role, another };
}

async function staff(app: TestApp, { accountId }: Account, staffRole: StaffRole): Promise<Caller> {
  const another = async () => {
    const { userId } = await app.newMember(accountId, 'analyst');
    await asSystem(app, sql`update users set staff_role = ${staffRole} where id = ${userId}`);
    const cookie = await cookieOf(app, userId, accountId);
    await asSystem(app, sql`update sessions set second_factor = true where user_id = ${userId}`);
    return cookie;
  };
  const headers = await another();
  const name = `${staffRole} of the install`;
  return { ...nobody, name, headers, credential: 'session', role: 'analyst', staffRole, another };
}

/** A member who came in through the account's own provider; those who run the install besides do not by its word. */
async function bound(
  app: TestApp,
  { accountId }: Account,
  { name, role, runsInstall }: { name: string; role: Role; runsInstall: boolean },
): Promise<Caller> {
  const provider = newId();
  await asSystem(
    app,
    sql`insert into account_providers (account_id, id, kind, issuer, label, client_id, client_secret, enabled)
      values (${accountId}, ${provider}, 'oidc', 'https://issuer.example', ${name}, 'x', 'x', true)`,
  );
  const another = async () => {
    const { userId } = await app.newMember(accountId, role);
    const cookie = await cookieOf(app, userId, accountId);
    await asSystem(
      app,
      sql`update sessions set account_provider_id = ${provider}, second_factor = true where user_id = ${userId}`,
    );
    if (runsInstall) await asSystem(app, sql`update users set staff_role = 'admin' where id = ${userId}`);
    return cookie;
  };
  return { ...nobody, name, headers: await another(), credential: 'session', role, another, isBound: true };
}

/** Somebody who left the only account there was. */
async function homeless(app: TestApp, { accountId }: Account): Promise<Caller> {
  const another = async () => {
    const { userId } = await app.newMember(accountId, 'analyst');
    await asSystem(app, sql`delete from memberships where user_id = ${userId}`);
    return await cookieOf(app, userId, null);
  };
  return {
    ...nobody,
    name: 'user without account',
    headers: await another(),
    credential: 'session',
    another,
  };
}

/** A key for each scope, and one with all of them. */
async function programs(account: Account): Promise<Caller[]> {
  const wishes = keyScopes.map((scope) => ({ name: `key ${scope}`, scopes: [scope] }));
  return await Promise.all([...wishes, keyOfAll].map((wish) => program(account, wish)));
}

const keyOfAll = { name: 'key of all scopes', scopes: [...keyScopes] };

async function program({ client }: Account, body: { name: string; scopes: KeyScope[] }): Promise<Caller> {
  const { key } = await client.call(createApiKey, { body });
  return { ...nobody, ...body, headers: bearer(key), credential: 'apiKey' };
}

type Held = NonNullable<Caller['heldBack']>;

/** An owner and a key of everything in an account that something is about to hold back. */
export async function makeHeldBack(
  app: TestApp,
  account: Account,
  { heldBack, why }: { heldBack: Held; why: string },
): Promise<Caller[]> {
  const { accountId } = account;
  const newOwner = async () =>
    heldBack === 'must_accept'
      ? await makeMember(app.services.database, accountId, 'owner')
      : (await app.newMember(accountId, 'owner')).userId;
  const another = async () => await cookieOf(app, await newOwner(), accountId);
  const owner: Caller = {
    ...nobody,
    name: `owner ${why}`,
    headers: await another(),
    credential: 'session',
    role: 'owner',
    another,
    heldBack,
  };
  return [owner, { ...(await program(account, keyOfAll)), name: `key ${why}`, heldBack }];
}

/** An editor who sees these lists alone. */
export async function makeRestricted(app: TestApp, account: Account, listIds: string[]): Promise<Caller> {
  const another = async () => {
    const { userId } = await app.newMember(account.accountId, 'editor');
    await account.client.call(changeMember, { params: { id: userId }, body: { listIds } });
    return await cookieOf(app, userId, account.accountId);
  };
  return {
    ...nobody,
    name: 'editor of certain lists',
    headers: await another(),
    credential: 'session',
    role: 'editor',
    another,
    isRestricted: true,
  };
}

/** Those who show nothing, or what is good no longer. */
async function refused(app: TestApp, account: Account): Promise<Caller[]> {
  const { client, accountId } = account;
  const made = async (name: string) =>
    (await client.call(createApiKey, { body: { name, scopes: [...keyScopes] } })).key;
  const [expired, revoked, changed] = [await made('expired'), await made('revoked'), await made('changed')];
  await asSystem(
    app,
    sql`update api_keys set expires_at = now() where account_id = ${accountId} and name = 'expired'`,
  );
  await asSystem(
    app,
    sql`update api_keys set revoked_at = now() where account_id = ${accountId} and name = 'revoked'`,
  );
  const { userId } = await app.newMember(accountId, 'owner');
  const over = await cookieOf(app, userId, accountId);
  await asSystem(app, sql`update sessions set expires_at = now() where user_id = ${userId}`);
  const last = changed.endsWith('0') ? '1' : '0';
  return [
    { ...nobody, name: 'nobody', headers: {} },
    { ...nobody, name: 'expired session', headers: over },
    { ...nobody, name: 'invented session', headers: { cookie: `session=${'x'.repeat(43)}` } },
    { ...nobody, name: 'expired key', headers: bearer(expired) },
    { ...nobody, name: 'revoked key', headers: bearer(revoked) },
    { ...nobody, name: 'changed key', headers: bearer(changed.slice(0, -1) + last) },
  ];
}

async function cookieOf(app: TestApp, userId: string, accountId: string | null) {
  const browser = { ip: '127.0.0.1', userAgent: 'test' };
  const token = await openSession(app.services.database, { userId, accountId }, browser);
  return { cookie: `session=${token}` };
}

const asSystem = (app: TestApp, statement: ReturnType<typeof sql>) =>
  app.services.database.asSystem((tx) => tx.execute(statement));
