import type { z } from 'zod';
import { checkContent } from './check-content.ts';
import { compileContent } from './compile-content.ts';
import type { previewContent as contract } from './contract.ts';
import { prepare, RenderError, render } from './render.ts';
import { sampleData } from './sample-data.ts';

type Input = z.output<typeof contract.body>;
type Preview = z.output<typeof contract.response>;

const NOTHING = { subject: '', preheader: '', html: '', text: '', sizeBytes: 0, warnings: [], checks: [] };

/** Renders content for a sample contact; problems come back as data, never as an exception. */
export async function previewContent(input: Input): Promise<Preview> {
  const { subject, preheader, content } = input;
  const result = await compileContent({ subject, preheader, content });
  if (!result.ok) return { ...NOTHING, problems: result.errors };
  const data = sampleData(input.contact);
  data.campaign.subject = subject;
  try {
    const rendered = render(prepare(result.compiled), data);
    return {
      subject: rendered.subject,
      preheader: rendered.preheader,
      html: rendered.html,
      text: rendered.text,
      sizeBytes: Buffer.byteLength(rendered.html),
      problems: [],
      warnings: result.warnings,
      checks: checkContent(result.compiled, { data }),
    };
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    return { ...NOTHING, problems: [{ message: error.message, line: 1, column: 1, where: 'source' }] };
  }
}
