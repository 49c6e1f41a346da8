import type { Scope } from '#server/accounts/index.ts';
import { readAddress } from '#server/compliance/index.ts';
import type { TestResult, TestSender } from '#server/delivery/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { compileCampaign } from './compile-campaign.ts';
import { readCampaign } from './read-campaigns.ts';
import { readAccountFacts } from './render-data.ts';
import { sampleContact } from './sample-contact.ts';
import { freeze } from './start-campaign.ts';

/**
 * Sends the saved campaign to a few addresses now, over the way the real run takes. Links in a test lead where they
 * should but count nothing.
 * @throws blocked when there is no usable sender or the content does not compile; invalid_input for a bad address
 */
export async function testCampaign(
  database: Database,
  sendTest: TestSender,
  scope: Scope,
  id: string,
  { to, contactId }: { to: string[]; contactId?: string | undefined },
): Promise<{ results: TestResult[] }> {
  refuseBadAddresses(to);
  const { campaign, contact, account } = await database.inAccount(scope.accountId, async (tx) => ({
    campaign: await readCampaign(tx, id),
    contact: await sampleContact(tx, scope, id, contactId),
    account: await readAccountFacts(tx),
  }));
  if (!readAddress(campaign.fromEmail).ok)
    throw problem('blocked', 'Give the campaign a sender address first.');
  const compiled = await compileCampaign(campaign);
  if (!compiled.ok) throw problem('blocked', compiled.errors[0]?.message);

  const snapshot = await database.inAccount(scope.accountId, (tx) =>
    freeze(tx, campaign, account, compiled.compiled),
  );
  const person = { ...contact, id: contact.id ?? undefined };
  return { results: await sendTest({ accountId: scope.accountId, snapshot, to, contact: person }) };
}

function refuseBadAddresses(to: string[]): void {
  for (const address of to) {
    const read = readAddress(address);
    if (!read.ok) {
      const said = `“${address}” cannot be mailed: ${read.reason}.`;
      throw problem('invalid_input', said, { to: said });
    }
  }
}
