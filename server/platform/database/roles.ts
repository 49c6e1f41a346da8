import { createHash, createHmac } from 'node:crypto';
import pg from 'pg';

/** `app` works for one account at a time, `system` across accounts. Neither owns anything. */
export type RoleName = 'app' | 'system';

/**
 * Groups hold the grants and are named in policies; each install logs in through members of its own, named after its
 * key, so that two installs can share one PostgreSQL without knowing each other's passwords.
 */
const group = (role: RoleName) => `mailminion_${role}`;
const login = (key: Buffer, role: RoleName) =>
  `mailminion_${role}_${createHash('sha256').update(key).update('name').digest('hex').slice(0, 10)}`;
const password = (key: Buffer, role: RoleName) => createHmac('sha256', key).update(role).digest('hex');

/** The owner's connection string turned into that of one of the product's own roles. */
export function roleUrl(ownerUrl: string, key: Buffer, role: RoleName): string {
  const url = new URL(ownerUrl);
  url.username = login(key, role);
  url.password = password(key, role);
  return url.href;
}

/** Makes the roles when missing and sets their passwords. Needs CREATEROLE, or the roles to exist already. */
export async function ensureRoles(client: pg.Client, key: Buffer): Promise<void> {
  for (const role of ['app', 'system'] as const) {
    await createRole(client, group(role), 'nologin');
    await createRole(client, login(key, role), 'login');
    const name = pg.escapeIdentifier(login(key, role));
    await client.query(`alter role ${name} with password ${pg.escapeLiteral(password(key, role))}`);
    await client.query(`grant ${pg.escapeIdentifier(group(role))} to ${name}`);
  }
}

async function createRole(client: pg.Client, name: string, kind: 'login' | 'nologin'): Promise<void> {
  const found = await client.query('select from pg_roles where rolname = $1', [name]);
  if (found.rowCount) return;
  await client
    .query(
      `create role ${pg.escapeIdentifier(name)} ${kind} nosuperuser nocreatedb nocreaterole noreplication inherit`,
    )
    .catch((error: pg.DatabaseError) => {
      // Another install or test run made it in this moment; that is as good.
      if (error.code !== '42710' && error.code !== '23505') throw error;
    });
}
