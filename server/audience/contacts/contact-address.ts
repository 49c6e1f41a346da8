import { readAddress } from '#server/compliance/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';

/**
 * The address for a contact, as typed by a person.
 * @param contactId whose address it may already be.
 * @throws invalid_input; already_exists when it belongs to another contact.
 */
export async function freeAddress(tx: Tx, typed: string, contactId?: string) {
  const address = readAddress(typed.trim());
  if (!address.ok)
    throw problem('invalid_input', `This is not a usable email address: ${address.reason}.`, {
      email: address.reason,
    });
  const owner = await tx.maybeOne<{ id: string }>(
    sql`select id from contacts where email_key = ${address.key}`,
  );
  if (owner && owner.id !== contactId) throw alreadyThere(address.key);
  return address;
}

export const alreadyThere = (key: string) =>
  problem('already_exists', `There is a contact with the address ${key} already.`, {
    email: 'Another contact has this address.',
  });

/** An address is one contact of the account: this cannot be kept from whoever adds it, so they are told what to do. */
export const beyondReach = (key: string) =>
  problem(
    'already_exists',
    `${key} belongs to a contact you do not see. Ask somebody who sees all lists to put them on yours.`,
    { email: 'A contact you do not see has it. Ask somebody who sees all lists to put them on yours.' },
  );
