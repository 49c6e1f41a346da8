import { restrictedMember, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { FieldValue } from '../fields/contract.ts';
import { freeAddress } from './contact-address.ts';
import { applyChanges, changesOf, checkFields, type Fields } from './field-changes.ts';
import { noSuchContact } from './read-contact.ts';
import { type Change, recordEvent } from './record-event.ts';

interface Wanted {
  email?: string | undefined;
  fields?: Record<string, FieldValue | null> | undefined;
}

/**
 * Changes a contact's address or values and records what changed from what to what. The id stays.
 * @throws not_found, invalid_input, already_exists; forbidden for the address, of members who see certain lists alone.
 */
export async function changeContact(
  tx: Tx,
  accountId: string,
  contactId: string,
  wanted: Wanted,
): Promise<void> {
  const present = await tx.maybeOne<{ email: string; fields: Fields }>(
    sql`select email, fields from contacts where id = ${contactId} for update`,
  );
  if (!present) throw noSuchContact();
  const changes = [
    ...(wanted.email === undefined ? [] : await changeAddress(tx, contactId, present.email, wanted.email)),
    ...changesOf(present.fields, await checkFields(tx, wanted.fields ?? {})),
  ];
  if (changes.length === 0) return;
  const fields = applyChanges(
    present.fields,
    changes.filter(({ field }) => field !== 'email'),
  );
  await tx.execute(sql`
    update contacts set fields = ${JSON.stringify(fields)}::jsonb, updated_at = now() where id = ${contactId}`);
  await recordEvent(tx, { accountId, contactId, kind: 'changed', detail: { changes } });
}

async function changeAddress(tx: Tx, contactId: string, from: string, to: string): Promise<Change[]> {
  if (to.trim() === from) return [];
  // Lists they do not see may mail this contact: to another address, mail that is not for them would follow.
  if (restrictedMember() !== null)
    throw problem(
      'forbidden',
      'Other lists than yours may mail this contact. Ask somebody who sees all lists to change the address.',
    );
  const address = await freeAddress(tx, to, contactId);
  if (address.email === from) return [];
  await tx.execute(sql`
    update contacts set email = ${address.email}, email_key = ${address.key} where id = ${contactId}`);
  return [{ field: 'email', from, to: address.email }];
}
