import type { RenderData } from '#server/content/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import type { SampleContact } from './sample-contact.ts';

export interface AccountFacts {
  name: string;
  postalAddress: string;
}

export async function readAccountFacts(tx: Tx): Promise<AccountFacts> {
  return await tx.one<AccountFacts>(sql`select name, postal_address as "postalAddress" from accounts`);
}

/** What a preview fills the merge tags with. Its links lead nowhere: there is no message they could speak for. */
export function renderData(
  contact: SampleContact,
  account: AccountFacts,
  campaign: { name: string; subject: string },
): RenderData {
  return {
    contact: { ...contact.fields, email: contact.email },
    account: { name: account.name, postal_address: account.postalAddress },
    campaign,
    unsubscribe_url: '#unsubscribe',
    web_version_url: '#web-version',
  };
}
