import { createHash, createHmac } from 'node:crypto';
import pg from 'pg';

/**
 * `app` works for one account at a time, `member` for a member of one who is restricted to certain lists, `system` across
 * accounts. None owns anything.
 */
export type RoleName = 'app' | 'member' | 'system';
const roleNames: readonly RoleName[] = ['app', 'member', 'system'];

/**
 * Groups hold the grants and are named in policies; each install logs in through members of its own, named after its
 * key, so that two installs can share one PostgreSQL without knowing each other's passwords.
 */
const group = (role: RoleName) => `mailminion_${role}`;
const login = (key: Buffer, role: RoleName) => loginNamed(loginSuffix(key), role);
const loginNamed = (suffix: string, role: RoleName) => `mailminion_${role}_${suffix}`;

/** What the names of a key's logins end with. Gives nothing of the key away. */
export const loginSuffix = (key: Buffer): string =>
  createHash('sha256').update(key).update('name').digest('hex').slice(0, 10);
const password = (key: Buffer, role: RoleName) => createHmac('sha256', key).update(role).digest('hex');

/** The owner's connection string turned into that of one of the product's own roles. */
export function roleUrl(ownerUrl: string, key: Buffer, role: RoleName): string {
  const url = new URL(ownerUrl);
  url.username = login(key, role);
  url.password = password(key, role);
  return url.href;
}

/**
 * Makes the roles when missing and sets their passwords. Others may do the same at the same time: workers that start
 * together on several machines, and other installs on this server.
 * @throws one sentence that says what the server's administrator must run, when the owner may not do this
 */
export async function ensureRoles(client: pg.Client, key: Buffer): Promise<void> {
  for (let tries = 1; ; tries++)
    try {
      for (const role of roleNames) await ensureRole(client, key, role);
      await ensureMemberIsApp(client);
      return;
    } catch (cause) {
      if (isClash(cause as pg.DatabaseError) && tries < 10) continue;
      if ((cause as pg.DatabaseError).code !== insufficientPrivilege) throw cause;
      throw new Error(await whatToRun(client), { cause });
    }
}

const insufficientPrivilege = '42501';

/** Somebody else made or changed the same role in this moment: roles belong to no database, so no lock of one keeps them apart. */
function isClash({ code, routine }: pg.DatabaseError): boolean {
  return code === '42710' || code === '23505' || routine === 'simple_heap_update';
}

async function ensureRole(client: pg.Client, key: Buffer, role: RoleName): Promise<void> {
  await createRole(client, group(role), 'nologin');
  await createRole(client, login(key, role), 'login');
  const name = pg.escapeIdentifier(login(key, role));
  await client.query(`alter role ${name} with password ${pg.escapeLiteral(password(key, role))}`);
  await client.query(`grant ${pg.escapeIdentifier(group(role))} to ${name}`);
}

/**
 * Makes the logins of further keys, so that processes that begin with one of them find theirs.
 * @param url connection string of the owner; the database was migrated before
 */
export async function ensureLogins(url: string, keys: readonly Buffer[]): Promise<void> {
  await asOwner(url, async (client) => {
    for (const key of keys) await ensureRoles(client, key);
  });
}

/** Drops the logins of a key that nobody uses any more. @param suffix as loginSuffix() names them */
export async function dropLogins(url: string, suffix: string): Promise<void> {
  await asOwner(url, async (client) => {
    for (const role of roleNames)
      await client.query(`drop role if exists ${pg.escapeIdentifier(loginNamed(suffix, role))}`);
  });
}

async function asOwner(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'mail-minion logins' });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** What the app role may, the member role may too; policies of its own take away from that. */
async function ensureMemberIsApp(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ granted: boolean }>('select pg_has_role($1, $2, $3) as granted', [
    group('member'),
    group('app'),
    'member',
  ]);
  if (!rows[0]?.granted) await client.query(`grant ${group('app')} to ${group('member')}`);
}

/** Another install's owner may have made the groups on this server; then only they or a superuser may share them. */
async function whatToRun(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ owner: string; groups: number }>(
    `select current_user as owner, (select count(*)::int from pg_roles where rolname = any ($1)) as groups`,
    [roleNames.map(group)],
  );
  const owner = pg.escapeIdentifier(rows[0]!.owner);
  const shared = `; grant ${roleNames.map(group).join(', ')} to ${owner} with admin option`;
  return `The user of DATABASE_URL may not make the roles the product works with. Let an administrator of this PostgreSQL run: alter role ${owner} createrole${rows[0]!.groups > 0 ? shared : ''}`;
}

async function createRole(client: pg.Client, name: string, kind: 'login' | 'nologin'): Promise<void> {
  const found = await client.query('select from pg_roles where rolname = $1', [name]);
  if (found.rowCount) return;
  await client.query(
    `create role ${pg.escapeIdentifier(name)} ${kind} nosuperuser nocreatedb nocreaterole noreplication inherit`,
  );
}
