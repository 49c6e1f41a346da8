import type { SystemMailKind } from '#server/accounts/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import type { CallResult } from '#server/platform/http/contract.ts';
import type { listSystemMails } from './contract.ts';
import { templates } from './templates/index.ts';

type Listed = CallResult<typeof listSystemMails>['items'][number];

/** The newest mails of the install, whatever became of them. */
export async function listMails(
  database: Database,
  { search = '', limit }: { search?: string | undefined; limit: number },
): Promise<Listed[]> {
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  const rows = await database.asSystem((tx) =>
    tx.query<Omit<Listed, 'title'>>(sql`
      select id, kind, to_address as "to", state, tries, reply, created_at as "createdAt", finished_at as "finishedAt"
      from system_mails where to_address ilike ${pattern} order by created_at desc, id desc limit ${limit}`),
  );
  return rows.map((row) => ({ ...row, title: templates[row.kind as SystemMailKind]?.title ?? row.kind }));
}
