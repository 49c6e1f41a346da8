import type { SystemMailData, SystemMailKind } from '#server/accounts/index.ts';

/** Something a template can print: what it is, and what a preview shows for it. */
export interface TemplateField {
  about: string;
  sample: string | number | boolean;
}

/**
 * One mail of the install in its original words. The text is paragraphs in the merge language; a line of its own such as
 * `[Choose a password]({{ link }})` becomes a button.
 */
export interface Template {
  /** What the mail is called in the dashboard. */
  title: string;
  /** When it goes out, in a sentence. */
  when: string;
  subject: string;
  text: string;
  fields: Readonly<Record<string, TemplateField>>;
}

/** What somebody wrote, or we did: the two parts of a template that can be changed. */
export type TemplateWords = Pick<Template, 'subject' | 'text'>;

/** Declares the template of one kind; every value that the mail is filled with has to be described. */
export const template = <K extends SystemMailKind>(
  _kind: K,
  given: Omit<Template, 'fields'> & { fields: Record<keyof SystemMailData<K>, TemplateField> },
): Template => given;
