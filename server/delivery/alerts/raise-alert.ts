import { sql, type Tx } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { AlertKind } from './contract.ts';

type About = { accountId: string; kind: AlertKind; subjectId: string };

/** Raises an alert in the transaction of its cause; there is at most one open alert of a kind about one thing. */
export async function raiseAlert(tx: Tx, about: About, text: string): Promise<void> {
  await tx.execute(sql`
    insert into alerts (account_id, id, kind, subject_id, text)
    values (${about.accountId}, ${newId()}, ${about.kind}, ${about.subjectId}, ${text})
    on conflict (account_id, kind, subject_id) where resolved_at is null do nothing`);
}

/** Resolves whatever alerts are open about a thing that is well again, or gone. */
export async function resolveAlerts(tx: Tx, accountId: string, subjectId: string): Promise<void> {
  await tx.execute(sql`
    update alerts set resolved_at = now()
    where account_id = ${accountId} and subject_id = ${subjectId} and resolved_at is null`);
}
