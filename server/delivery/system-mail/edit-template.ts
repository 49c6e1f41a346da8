import type { SystemMailKind } from '#server/accounts/index.ts';
import { RenderError } from '#server/content/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { type InstallSender, type MailInWords, renderFor } from './build-system-mail.ts';
import { compileTemplate, everywhere, type TemplateFaults } from './compile-template.ts';
import type { SystemMailTemplate } from './contract.ts';
import type { Template, TemplateWords } from './template.ts';
import { templates } from './templates/index.ts';

type Changed = TemplateWords & { kind: string; changedAt: string };
const kinds = Object.keys(templates) as SystemMailKind[];
const changedColumns = sql`kind, subject, text, changed_at as "changedAt"`;

/** Every mail of the install as it is sent now. */
export async function listTemplates(database: Database): Promise<SystemMailTemplate[]> {
  const changed = await database.asSystem((tx) =>
    tx.query<Changed>(sql`select ${changedColumns} from system_mail_templates`),
  );
  return kinds.map((kind) =>
    present(
      kind,
      changed.find((own) => own.kind === kind),
    ),
  );
}

/** @throws not_found */
export async function readTemplate(database: Database, kind: string): Promise<SystemMailTemplate> {
  const known = kindCalled(kind);
  return present(known, await database.asSystem((tx) => readChanged(tx, known)));
}

/**
 * Changes the words of a mail.
 *
 * @param since when the words that were changed had been saved; null for the original ones
 * @throws not_found; invalid_input with a sentence for each part that cannot be used; conflict when somebody was quicker
 */
export async function changeTemplate(
  database: Database,
  kind: string,
  words: TemplateWords,
  since: string | null,
  userId: string | null,
): Promise<SystemMailTemplate> {
  const known = kindCalled(kind);
  await requireUsable(templates[known], words);
  const changed = await database.asSystem((tx) =>
    tx.execute(sql`
      insert into system_mail_templates (kind, subject, text, changed_by)
      values (${known}, ${words.subject}, ${words.text}, ${userId})
      on conflict (kind) do update set
        subject = excluded.subject, text = excluded.text, changed_by = excluded.changed_by, changed_at = now()
      where date_trunc('milliseconds', system_mail_templates.changed_at) = ${since}`),
  );
  if (!changed)
    throw problem(
      'conflict',
      'Somebody else has changed these words meanwhile. Keep a copy of yours, and reload.',
    );
  return await readTemplate(database, known);
}

/** Goes back to the original words. @throws not_found */
export async function resetTemplate(database: Database, kind: string): Promise<SystemMailTemplate> {
  const known = kindCalled(kind);
  await database.asSystem((tx) => tx.execute(sql`delete from system_mail_templates where kind = ${known}`));
  return present(known, undefined);
}

/** A mail filled with samples, or what is wrong with its words. @throws not_found */
export async function previewTemplate(
  kind: string,
  words: TemplateWords,
  sender: InstallSender,
): Promise<{ mail: MailInWords } | { faults: TemplateFaults }> {
  const template = templates[kindCalled(kind)];
  const result = await compileTemplate(template, words);
  if ('faults' in result) return result;
  const samples = Object.entries(template.fields).map(([name, { sample }]) => [name, sample]);
  try {
    return { mail: renderFor(result.compiled, Object.fromEntries(samples), sender) };
  } catch (error) {
    if (error instanceof RenderError) return { faults: { text: error.message } };
    throw error;
  }
}

/** @throws not_found */
export function kindCalled(name: string): SystemMailKind {
  const kind = kinds.find((known) => known === name);
  if (!kind) throw problem('not_found', 'There is no such system mail.');
  return kind;
}

async function requireUsable(template: Template, words: TemplateWords): Promise<void> {
  const result = await compileTemplate(template, words);
  if ('faults' in result)
    throw problem('invalid_input', Object.values(result.faults)[0], { ...result.faults });
}

async function readChanged(tx: Tx, kind: SystemMailKind): Promise<Changed | undefined> {
  return await tx.maybeOne<Changed>(
    sql`select ${changedColumns} from system_mail_templates where kind = ${kind}`,
  );
}

function present(kind: SystemMailKind, own: Changed | undefined): SystemMailTemplate {
  const { title, when, subject, text, fields } = templates[kind];
  return {
    kind,
    title,
    when,
    subject: own?.subject ?? subject,
    text: own?.text ?? text,
    changedAt: own?.changedAt ?? null,
    original: { subject, text },
    fields: Object.entries({ ...fields, ...everywhere }).map(([name, { about, sample }]) => ({
      name,
      about,
      sample: String(sample),
    })),
  };
}
