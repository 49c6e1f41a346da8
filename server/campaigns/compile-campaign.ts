import type { CompiledContent, ContentProblem } from '#server/content/index.ts';
import { compileContent } from '#server/content/index.ts';
import type { Campaign } from './contract.ts';

export type CompiledCampaign =
  | { ok: true; compiled: CompiledContent }
  | { ok: false; errors: ContentProblem[] };

/** Compiles what the campaign says. Slow (MJML, tens of milliseconds): never inside a transaction. */
export async function compileCampaign(
  campaign: Pick<Campaign, 'subject' | 'preheader' | 'content'> & { fromName?: string },
): Promise<CompiledCampaign> {
  const { subject, preheader, content, fromName } = campaign;
  return await compileContent({
    subject,
    preheader,
    content,
    ...(fromName === undefined ? {} : { fromName }),
  });
}
