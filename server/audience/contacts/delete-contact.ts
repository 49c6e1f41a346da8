import { sql, type Tx } from '#server/platform/database/index.ts';
import { noSuchContact } from './read-contact.ts';

/**
 * Deletes a contact. Events and messages stay for the reports they are counted in, but what they say of the person's
 * values goes; a suppression of the address stays in force.
 * @throws not_found
 */
export async function deleteContact(tx: Tx, contactId: string): Promise<void> {
  if (!(await tx.execute(sql`delete from contacts where id = ${contactId}`))) throw noSuchContact();
  await tx.execute(sql`update events set detail = '{}' where contact_id = ${contactId} and detail <> '{}'`);
}
