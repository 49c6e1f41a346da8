import type { Scope } from '#server/accounts/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import * as contract from './contract.ts';
import { listMessages, readMessage, readSource } from './read-messages.ts';

interface SandboxDeps {
  database: Database;
  /** Messages kept for each account. */
  keep: number;
}

/**
 * Stranger's HTML runs no script, submits nothing and cannot reach the dashboard around it; its images and links work,
 * because that is what a person wants to see. Links open in a tab of their own.
 */
const FENCE = [
  'sandbox allow-popups allow-popups-to-escape-sandbox',
  "default-src 'none'",
  'img-src * data:',
  "style-src 'unsafe-inline'",
  "frame-ancestors 'self'",
].join('; ');

export function sandboxRoutes(on: Registrar<Scope>, { database, keep }: SandboxDeps): void {
  on.on(contract.listSandboxMessages, ({ scope, query }) =>
    database.inAccount(scope.accountId, async (tx) => {
      const page = await listMessages(tx, query);
      const state = await tx.maybeOne<{ dropped: number }>(sql`select dropped from sandbox_state`);
      return { ...page, keep, dropped: state?.dropped ?? 0 };
    }),
  );

  on.on(contract.getSandboxMessage, ({ scope, params }) =>
    database.inAccount(scope.accountId, (tx) => readMessage(tx, params.id)),
  );

  on.on(contract.getSandboxHtml, async ({ scope, params, reply }) => {
    const { html } = await database.inAccount(scope.accountId, (tx) => readMessage(tx, params.id));
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', FENCE)
      .header('x-frame-options', 'SAMEORIGIN')
      .send(`<base target="_blank">${html}`);
  });

  on.on(contract.getSandboxSource, async ({ scope, params, reply }) => {
    const source = await database.inAccount(scope.accountId, (tx) => readSource(tx, params.id));
    return reply.type('text/plain; charset=utf-8').send(source);
  });

  on.on(contract.clearSandbox, ({ scope }) =>
    database.inAccount(scope.accountId, async (tx) => {
      await tx.execute(sql`delete from sandbox_messages`);
      await tx.execute(sql`delete from sandbox_state`);
      return { ok: true as const };
    }),
  );
}
