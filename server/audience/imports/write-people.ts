import { suppressAll } from '#server/compliance/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { applyChanges } from '../contacts/field-changes.ts';
import type { Decision } from './decide.ts';

/** A contact with one of the addresses was made in the same moment; the batch must be decided again. */
export class Overtaken extends Error {
  override name = 'Overtaken';
}

export interface Import {
  accountId: string;
  importId: string;
  listId: string;
}

/**
 * Carries out the decisions about one batch of people in the caller's transaction.
 * @throws Overtaken
 */
export async function writePeople(tx: Tx, into: Import, decisions: readonly Decision[]): Promise<void> {
  await insertContacts(
    tx,
    into,
    decisions.filter(({ kind }) => kind === 'created'),
  );
  await updateContacts(
    tx,
    into,
    decisions.filter(({ kind }) => kind === 'updated'),
  );
  await takeOff(
    tx,
    into,
    decisions.filter(({ optedOut }) => optedOut),
  );
  await insertMembers(
    tx,
    into,
    decisions.filter(({ joinsAs }) => joinsAs !== null),
  );
  await recordImported(
    tx,
    into,
    decisions.filter(({ kind, joinsAs }) => kind !== 'unchanged' || joinsAs !== null),
  );
}

async function insertContacts(tx: Tx, { accountId }: Import, created: Decision[]): Promise<void> {
  if (created.length === 0) return;
  const rows = created.map(({ person, contactId, status, changes }) => ({
    id: contactId,
    email: person.email,
    email_key: person.key,
    status,
    fields: applyChanges({}, changes),
  }));
  const inserted = await tx.execute(sql`
    insert into contacts (account_id, id, email, email_key, status, fields)
    select ${accountId}, id, email, email_key, status, fields
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, email text, email_key text, status text, fields jsonb)
    on conflict (account_id, email_key) do nothing`);
  if (inserted < created.length) throw new Overtaken();
}

/** Merges into the values as they are now, so that a change made meanwhile to another field is not undone. */
async function updateContacts(tx: Tx, { accountId }: Import, updated: Decision[]): Promise<void> {
  if (updated.length === 0) return;
  const rows = updated.map(({ contactId, status, changes }) => {
    const values = changes.filter(({ field }) => field !== 'status');
    const erased = values.filter(({ to }) => to === null).map(({ field }) => field);
    return { id: contactId, status, given: applyChanges({}, values), erased };
  });
  await tx.execute(sql`
    update contacts c set updated_at = now(),
      fields = (c.fields - array(select jsonb_array_elements_text(r.erased))) || r.given,
      status = case when c.status = 'subscribed' then r.status else c.status end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, status text, given jsonb, erased jsonb)
    where c.account_id = ${accountId} and c.id = r.id`);
}

/** People the file says have left go off every list here, and their addresses stay suppressed. */
async function takeOff(tx: Tx, { accountId }: Import, optedOut: Decision[]): Promise<void> {
  if (optedOut.length === 0) return;
  await tx.execute(sql`
    update list_members set status = 'unsubscribed', unsubscribed_at = now()
    where account_id = ${accountId} and status = 'subscribed'
      and contact_id = any(${optedOut.map(({ contactId }) => contactId)}::uuid[])`);
  await suppressAll(
    tx,
    accountId,
    optedOut.map(({ person }) => ({
      emailKey: person.key,
      reason: person.left!,
      note: 'said so by an imported file',
    })),
  );
}

async function insertMembers(tx: Tx, { accountId, listId }: Import, joining: Decision[]): Promise<void> {
  if (joining.length === 0) return;
  const rows = joining.map(({ contactId, joinsAs }) => ({ id: contactId, status: joinsAs }));
  await tx.execute(sql`
    insert into list_members (account_id, list_id, contact_id, status, source, unsubscribed_at)
    select ${accountId}, ${listId}, id, status, 'import', case when status = 'unsubscribed' then now() end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, status text)
    on conflict (account_id, list_id, contact_id) do nothing`);
}

/** Each contact remembers the file that brought or changed it; for a new one its values say the rest. */
async function recordImported(
  tx: Tx,
  { accountId, importId, listId }: Import,
  touched: Decision[],
): Promise<void> {
  if (touched.length === 0) return;
  const rows = touched.map(({ contactId, kind, changes }) => ({
    id: newId(),
    contact_id: contactId,
    detail: kind === 'created' ? { importId } : { importId, changes },
  }));
  await tx.execute(sql`
    insert into events (account_id, id, at, kind, contact_id, list_id, detail)
    select ${accountId}, id, now(), 'imported', contact_id, ${listId}, detail
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, contact_id uuid, detail jsonb)`);
}
