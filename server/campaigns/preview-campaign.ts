import type { Scope } from '#server/accounts/index.ts';
import type { Content } from '#server/content/contract.ts';
import {
  type CompiledContent,
  prepare,
  type RenderData,
  RenderError,
  render,
} from '#server/content/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import { compileCampaign } from './compile-campaign.ts';
import { readCampaign } from './read-campaigns.ts';
import { readAccountFacts, renderData } from './render-data.ts';
import { sampleContact } from './sample-contact.ts';

interface PreviewInput {
  subject: string;
  preheader: string;
  content: Content;
  contactId?: string | undefined;
}

const nothing = { subject: '', preheader: '', html: '', text: '', sizeBytes: 0 };

/** Renders unsaved content with the very renderer that sends, without tracking. */
export async function previewCampaign(database: Database, scope: Scope, id: string, given: PreviewInput) {
  const { campaign, contact, account } = await database.inAccount(scope.accountId, async (tx) => ({
    campaign: await readCampaign(tx, id),
    contact: await sampleContact(tx, scope, id, given.contactId),
    account: await readAccountFacts(tx),
  }));
  const shownAs = { id: contact.id, email: contact.email };
  const compiled = await compileCampaign(given);
  if (!compiled.ok) return { ...nothing, problems: compiled.errors, contact: shownAs };
  const data = renderData(contact, account, { name: campaign.name, subject: given.subject });
  return { ...renderOrExplain(compiled.compiled, data), contact: shownAs };
}

function renderOrExplain(compiled: CompiledContent, data: RenderData) {
  try {
    const rendered = render(prepare(compiled), data);
    return { ...rendered, sizeBytes: Buffer.byteLength(rendered.html), problems: [] };
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    return {
      ...nothing,
      problems: [{ message: error.message, line: 1, column: 1, where: 'source' as const }],
    };
  }
}
