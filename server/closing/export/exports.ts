import type { Scope } from '#server/accounts/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { problem, tooMany } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { Log } from '#server/platform/log/index.ts';
import type { AccountExport } from '../contract.ts';
import type { ExportPart } from './export-part.ts';

export interface ExportDeps {
  database: Database;
  /** Hears why an export broke off. */
  log: Log;
  /** What an export holds, in the order of the archive. */
  exportParts: readonly ExportPart[];
  /** Of the product. */
  version: string;
}

/** Exports of one account within an hour. */
const PER_HOUR = 5;
/** For how long one waits to be fetched. */
const WAITS = sql`interval '2 minutes'`;

/**
 * Writes down that somebody wants everything, and counts how much that is.
 * @throws too_many_requests
 */
export async function askForExport(
  { database, exportParts }: ExportDeps,
  { accountId, userId }: Scope,
): Promise<AccountExport> {
  return await database.inAccount(accountId, async (tx) => {
    await tx.query(sql`select pg_advisory_xact_lock(hashtext(${`export ${accountId}`}))`);
    const { lately, wait } = await tx.one<{ lately: number; wait: number }>(sql`
      select count(*) as lately, extract(epoch from min(asked_at) + interval '1 hour' - now())::float8 as wait
      from account_exports where asked_at > now() - interval '1 hour'`);
    if (lately >= PER_HOUR) throw tooMany(wait, `At most ${PER_HOUR} exports an hour. Try again later.`);
    let total = 0;
    for (const { count } of exportParts) if (count) total += (await tx.one<{ count: number }>(count)).count;
    const id = newId();
    await tx.execute(sql`
      insert into account_exports (account_id, id, asked_by, total) values (${accountId}, ${id}, ${userId}, ${total})`);
    return await tx.one<AccountExport>(sql`${exports} where e.id = ${id}`);
  });
}

/** The last ones, newest first. */
export async function listExports(database: Database, accountId: string): Promise<AccountExport[]> {
  return await database.inAccount(accountId, (tx) =>
    tx.query<AccountExport>(sql`${exports} order by e.asked_at desc limit 5`),
  );
}

/** One that nobody notes anything of for two minutes is broken: its process is gone. */
const exports = sql`
  select e.id, e.asked_at as "askedAt", u.name as "askedBy", e.rows, e.total,
    case when e.finished_at is not null then 'done'
      when e.broken_at is not null or e.noted_at < now() - interval '2 minutes' then 'broken'
      when e.begun_at is not null then 'running'
      when e.asked_at < now() - ${WAITS} then 'over' else 'waiting' end as state
  from account_exports e left join users u on u.id = e.asked_by`;

/** Takes the right to fetch an export, which is good once. @throws not_found; wrong_state when it was used or is over */
export async function takeExport(
  database: Database,
  { accountId, userId }: Scope,
  id: string,
): Promise<void> {
  await database.inAccount(accountId, async (tx) => {
    const taken = await tx.execute(sql`
      update account_exports set begun_at = now(), noted_at = now()
      where id = ${id} and asked_by = ${userId} and begun_at is null and asked_at > now() - ${WAITS}`);
    if (taken > 0) return;
    const found = await tx.maybeOne(
      sql`select from account_exports where id = ${id} and asked_by = ${userId}`,
    );
    if (!found) throw problem('not_found', 'There is no such export.');
    throw problem(
      'wrong_state',
      'This export was fetched already or is over. Ask for a new one under Settings.',
    );
  });
}

/** Notes how far an export came, and how it ended. */
export async function noteExport(
  database: Database,
  accountId: string,
  id: string,
  { rows, ended }: { rows: number; ended?: 'finished' | 'broken' },
): Promise<void> {
  await database.inAccount(accountId, (tx) =>
    tx.execute(sql`
      update account_exports set rows = ${rows}, noted_at = now(),
        finished_at = case when ${ended === 'finished'} then now() end,
        broken_at = case when ${ended === 'broken'} then now() end
      where id = ${id}`),
  );
}
