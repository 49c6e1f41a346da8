import { endLinks, findOpenLink, type Scope } from '#server/accounts/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { purpose } from './ask-for-new-address.ts';
import type { AddressChange } from './contract.ts';

/** The address a person wants to log in with, as long as its link waits to be opened. */
export async function readAddressChange(
  database: Database,
  { userId }: Scope,
): Promise<AddressChange | null> {
  if (!userId) return null;
  const link = await database.asSystem((tx) => findOpenLink(tx, { userId, purpose }));
  return link ? { email: String(link.data.email), until: link.expiresAt } : null;
}

/** Takes the wish back: the link to the new address ends. @throws not_found when none is under way */
export async function withdrawNewAddress(database: Database, { userId }: Scope): Promise<void> {
  const ended = userId && (await database.asSystem((tx) => endLinks(tx, { userId, purpose })));
  if (!ended) throw problem('not_found', 'No change of your address is under way any more.');
}
