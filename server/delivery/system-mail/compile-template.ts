import { type CompiledContent, compileContent, unknownNames } from '#server/content/index.ts';
import { layOut } from './lay-out.ts';
import type { Template, TemplateWords } from './template.ts';

/** Fields that every mail of the install has. */
export const everywhere = {
  install: { about: 'What this install calls itself: the sender’s name', sample: 'Mail Minion' },
  site: { about: 'Where this install is', sample: 'mail.example.com' },
} as const satisfies Template['fields'];

/** What is wrong with the words of a template: a sentence for each part at fault. */
export type TemplateFaults = { subject?: string; text?: string };

/**
 * Makes words ready to be filled in, once it is certain that they can be: every tag is well formed, every name one that this
 * mail has, and the text has the button it is sent for.
 */
export async function compileTemplate(
  template: Template,
  words: TemplateWords,
): Promise<{ compiled: CompiledContent } | { faults: TemplateFaults }> {
  const { html, text } = layOut(words);
  const content = { kind: 'html', version: 1, source: html, text } as const;
  const faults = await faultsOfParts(words);
  if (faults.subject || faults.text) return { faults };
  const result = await compileContent({ subject: words.subject, preheader: '', content });
  if (!result.ok) return { faults: { text: result.errors[0]?.message ?? 'This text cannot be read.' } };
  const fault = unknownName(template, result.compiled) ?? missingLink(template, words);
  return fault ? { faults: fault } : { compiled: result.compiled };
}

/** Looks through subject and text as they were typed, so that lines are counted as their author sees them. */
async function faultsOfParts({ subject, text }: TemplateWords): Promise<TemplateFaults> {
  const faults: TemplateFaults = {};
  if (subject.trim() === '') faults.subject = 'Give it a subject.';
  if (text.trim() === '') faults.text = 'Write what the mail is to say.';
  const content = { kind: 'plain', version: 1, source: text } as const;
  const result = await compileContent({ subject, preheader: '', content });
  for (const { where, line, message } of result.ok ? [] : result.errors) {
    if (where === 'subject') faults.subject ??= message;
    else faults.text ??= `Line ${line}: ${message}`;
  }
  return faults;
}

function unknownName({ fields }: Template, compiled: CompiledContent): TemplateFaults | undefined {
  const names = [...Object.keys(fields), ...Object.keys(everywhere)];
  const [unknown] = unknownNames(compiled, new Map(names.map((name) => [name, []])));
  if (!unknown) return undefined;
  const sentence = `This mail has nothing called “${unknown.name}”. It can say: ${names.join(', ')}.`;
  return unknown.part === 'subject' ? { subject: sentence } : { text: sentence };
}

/** A mail that is sent for its link is of no use without. */
function missingLink({ fields }: Template, { text }: TemplateWords): TemplateFaults | undefined {
  if (!('link' in fields) || /\{\{-?\s*link\b/.test(text)) return undefined;
  return { text: 'The link is missing. Write a line such as [Open it]({{ link }}).' };
}
