import { restrictedMember, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { FieldValue } from '../fields/contract.ts';
import { requireLists } from '../lists/queries.ts';
import { alreadyThere, beyondReach, freeAddress } from './contact-address.ts';
import { applyChanges, changesOf, checkFields } from './field-changes.ts';
import { joinList } from './join-list.ts';

interface NewContact {
  email: string;
  fields: Record<string, FieldValue | null>;
  listIds: string[];
  /** How they came: `person` or `api`. */
  source: string;
}

/**
 * Adds a contact. An address that left before arrives with that standing: adding someone is not asking them.
 * @returns the new id.
 * @throws invalid_input, also of a restricted member who names no list; already_exists; not_found for a list.
 */
export async function createContact(tx: Tx, accountId: string, given: NewContact): Promise<string> {
  const address = await freeAddress(tx, given.email);
  const fields = applyChanges({}, changesOf({}, await checkFields(tx, given.fields)));
  await requireLists(tx, given.listIds);
  if (restrictedMember() !== null && given.listIds.length === 0)
    throw problem('invalid_input', 'Choose at least one of your lists.', {
      listIds: 'Choose one of your lists.',
    });
  const contactId = newId();
  await tx
    .execute(sql`
    insert into contacts (account_id, id, email, email_key, fields, status)
    values (${accountId}, ${contactId}, ${address.email}, ${address.key}, ${JSON.stringify(fields)}::jsonb,
      coalesce((select nullif(reason, 'manual') from suppressions where email_key = ${address.key}), 'subscribed'))`)
    .catch((error: { code?: string }) => {
      // One beyond the reach of a member restricted to certain lists, or made at this very moment.
      if (error.code !== '23505') throw error;
      throw restrictedMember() === null ? alreadyThere(address.key) : beyondReach(address.key);
    });
  for (const listId of new Set(given.listIds))
    await joinList(tx, { accountId, contactId, listId, source: given.source, resubscribe: false });
  return contactId;
}
