import type { Scope } from '#server/accounts/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { problem, type Registrar } from '#server/platform/http/index.ts';
import * as contract from './contract.ts';
import {
  changeTemplate,
  listTemplates,
  previewTemplate,
  readTemplate,
  resetTemplate,
} from './edit-template.ts';
import type { HandOverDeps } from './hand-over.ts';
import { listMails } from './list-mails.ts';
import { sendTestOf } from './test-system-mail.ts';

/** What the operator sees and sets of the install's own mail. */
export function systemMailRoutes(on: Registrar<Scope>, deps: HandOverDeps): void {
  const { database, sender } = deps;
  on.on(contract.listSystemMailTemplates, async () => ({
    items: await listTemplates(database),
    from: sender.from,
  }));
  on.on(contract.getSystemMailTemplate, ({ params }) => readTemplate(database, params.kind));
  on.on(contract.changeSystemMailTemplate, ({ params, body: { changedAt, ...words }, scope }) =>
    changeTemplate(database, params.kind, words, changedAt, scope.userId),
  );
  on.on(contract.resetSystemMailTemplate, ({ params }) => resetTemplate(database, params.kind));
  on.on(contract.previewSystemMail, async ({ params, body }) => {
    const preview = await previewTemplate(params.kind, body, sender);
    return 'mail' in preview
      ? { ...preview.mail, faults: {} }
      : { subject: '', text: '', html: '', faults: preview.faults };
  });
  on.on(contract.testSystemMail, async ({ params, body, scope }) => {
    const preview = await previewTemplate(params.kind, body, sender);
    if ('faults' in preview)
      throw problem('invalid_input', Object.values(preview.faults)[0], { ...preview.faults });
    const to = await addressOf(database, scope.userId);
    return await sendTestOf(deps, { accountId: scope.accountId, to, words: preview.mail });
  });
  on.on(contract.listSystemMails, async ({ query }) => ({ items: await listMails(database, query) }));
}

async function addressOf(database: Database, userId: string | null): Promise<string> {
  const { email } = await database.asSystem((tx) =>
    tx.one<{ email: string }>(sql`select email from users where id = ${userId}`),
  );
  return email;
}
