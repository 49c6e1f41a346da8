import type { Scope } from '#server/accounts/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { OperatorNote } from '../contract.ts';
import { readOperatorsAccount } from '../list-accounts.ts';

/** Keeps a note of the operators about an account. @throws not_found */
export async function writeNote(
  database: Database,
  { userId }: Scope,
  accountId: string,
  text: string,
): Promise<OperatorNote> {
  return await database.asSystem(async (tx) => {
    await readOperatorsAccount(tx, accountId);
    return await tx.one<OperatorNote>(sql`
      with written as (
        insert into operator_notes (account_id, id, text, written_by)
        values (${accountId}, ${newId()}, ${text}, ${userId}) returning *
      )
      select w.id, w.text, u.name as "writtenBy", w.written_at as "writtenAt"
      from written w left join users u on u.id = w.written_by`);
  });
}

/** @throws not_found */
export async function removeNote(database: Database, accountId: string, noteId: string): Promise<void> {
  const removed = await database.asSystem((tx) =>
    tx.execute(sql`delete from operator_notes where account_id = ${accountId} and id = ${noteId}`),
  );
  if (!removed) throw problem('not_found', 'There is no such note.');
}
