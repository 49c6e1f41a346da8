import type { Scope } from '#server/accounts/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import { exportRecipients, getHome, getReport, listRecipients } from './contract.ts';
import { recipientLines } from './export-recipients.ts';
import { findRecipients } from './find-recipients.ts';
import { findSend } from './queries.ts';
import { readHome } from './read-home.ts';
import { readReport } from './read-report.ts';
import { streamCsv } from './stream-csv.ts';

export function reportsRoutes(on: Registrar<Scope>, { database }: { database: Database }): void {
  on.on(getReport, ({ scope, params }) =>
    database.inAccount(scope.accountId, (tx) => readReport(tx, params.id)),
  );

  on.on(listRecipients, ({ scope, params, query }) =>
    database.inAccount(scope.accountId, (tx) => findRecipients(tx, params.id, query)),
  );

  on.on(exportRecipients, async ({ scope, params, query, reply }) => {
    // Before the first byte, so that a stranger's id is still a plain 404.
    const { name } = await database.inAccount(scope.accountId, (tx) => findSend(tx, params.id));
    return streamCsv(
      reply,
      `${name} ${query.kind}`,
      recipientLines(database, scope.accountId, params.id, query),
    );
  });

  on.on(getHome, ({ scope }) => database.inAccount(scope.accountId, readHome));
}
