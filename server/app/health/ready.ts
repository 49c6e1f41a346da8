import { z } from 'zod';
import type { Scope } from '#server/accounts/index.ts';
import { type Database, readMigrations, sql } from '#server/platform/database/index.ts';
import { type Registrar, route } from '#server/platform/http/index.ts';

const getHealth = route({
  method: 'GET',
  path: '/healthz',
  summary: 'Whether this install is ready to serve.',
  permission: 'public',
  response: z.object({
    status: z.enum(['ok', 'unavailable']),
    version: z.string(),
    reason: z.string().optional(),
  }),
});

/** Answers 200 once the database can be reached and is of this version, else 503 with the reason in words. */
export function healthRoutes(
  on: Registrar<Scope>,
  { database, version }: { database: Database; version: string },
): void {
  on.on(getHealth, async ({ reply }) => {
    const reason = await whyNotReady(database);
    if (reason === undefined) return { status: 'ok' as const, version };
    return reply.status(503).header('retry-after', '5').send({ status: 'unavailable', version, reason });
  });
}

/** In words; undefined when the database can be reached and is of this version. */
export async function whyNotReady(database: Database): Promise<string | undefined> {
  const newest = readMigrations().at(-1)?.name ?? '';
  try {
    const { applied } = await database.asSystem((tx) =>
      tx.one<{ applied: boolean }>(
        sql`select exists (select from schema_migrations where name = ${newest}) as applied`,
      ),
    );
    return applied ? undefined : 'The database is still being brought to this version.';
  } catch {
    return 'The database cannot be reached.';
  }
}
