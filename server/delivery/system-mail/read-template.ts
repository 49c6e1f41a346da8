import type { SystemMailKind } from '#server/accounts/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import type { TemplateWords } from './template.ts';

/** The operator's own words for a mail; undefined where the original ones are sent. */
export async function readOwnWords(tx: Tx, kind: SystemMailKind): Promise<TemplateWords | undefined> {
  return await tx.maybeOne<TemplateWords>(
    sql`select subject, text from system_mail_templates where kind = ${kind}`,
  );
}
