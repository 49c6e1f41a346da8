import { may, type Scope } from '#server/accounts/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';

/** A contact as merge tags see it, and how the preview names it. */
export interface SampleContact {
  id: string | null;
  email: string;
  fields: Record<string, unknown>;
}

/** Stands in when there is no contact yet. */
const invented: SampleContact = {
  id: null,
  email: 'ana@example.com',
  fields: { first_name: 'Ana', last_name: 'Silva' },
};

/**
 * The chosen contact, else the first of the audience's lists, else an invented one: the latter always for an API key that may
 * not read contacts, which would otherwise have them written into content of its own.
 * @throws not_found for a stranger's id; out_of_scope for any, of such a key
 */
export async function sampleContact(
  tx: Tx,
  scope: Scope,
  campaignId: string,
  contactId: string | undefined,
): Promise<SampleContact> {
  if (!may(scope, 'audience:read')) {
    if (contactId === undefined) return invented;
    throw problem('out_of_scope', 'This API key may not read contacts: it lacks audience:read.');
  }
  if (contactId !== undefined) {
    const chosen = await tx.maybeOne<SampleContact>(
      sql`select id, email, fields from contacts where id = ${contactId}`,
    );
    if (!chosen) throw problem('not_found', 'There is no such contact.');
    return chosen;
  }
  const first = await tx.maybeOne<SampleContact>(sql`
    select c.id, c.email, c.fields from campaign_lists l
    join list_members m on m.account_id = l.account_id and m.list_id = l.list_id and m.status = 'subscribed'
    join contacts c on c.account_id = m.account_id and c.id = m.contact_id
    where l.campaign_id = ${campaignId} and l.role = 'include' limit 1`);
  return first ?? invented;
}
