import { Readable } from 'node:stream';
import type { Scope } from '#server/accounts/index.ts';
import { type Database, keepReach, sql, type Tx } from '#server/platform/database/index.ts';
import { problem, type Registrar } from '#server/platform/http/index.ts';
import { beginPass } from './begin-pass.ts';
import { cancelImport } from './cancel-import.ts';
import * as contract from './contract.ts';
import { findImports, readImport } from './queries.ts';
import { rejectionsCsv } from './rejections-csv.ts';
import { recogniseImport, uploadImport } from './upload-import.ts';
import { uploadPlaces } from './upload-places.ts';

/** An upload that stands still this long, in milliseconds, is given up: it holds a database connection. */
const stallLimit = 60_000;

export function importsRoutes(on: Registrar<Scope>, { database }: { database: Database }): void {
  /** Runs a change of one import and answers with the import as it then is. */
  const changing = (scope: Scope, importId: string, change: (tx: Tx) => Promise<unknown>) =>
    database.inAccount(scope.accountId, async (tx) => {
      await change(tx);
      return await readImport(tx, importId);
    });

  const places = uploadPlaces();
  on.on(contract.uploadImport, async ({ scope, query, request }) => {
    const { accountId, userId } = scope;
    const leave = placeFor(request.body, () => places.take(accountId));
    request.raw.setTimeout(stallLimit, () => request.raw.destroy());
    return database
      .inAccount(accountId, async (tx) =>
        readImport(tx, await uploadImport(tx, { accountId, userId, ...query, file: request.body })),
      )
      .finally(() => {
        leave();
        request.raw.setTimeout(0);
      });
  });

  on.on(contract.listImports, ({ scope, query }) =>
    database.inAccount(scope.accountId, (tx) => findImports(tx, query)),
  );

  on.on(contract.readImport, ({ scope, params }) => changing(scope, params.id, async () => {}));

  on.on(contract.reformatImport, ({ scope, params, body }) =>
    changing(scope, params.id, async (tx) => {
      await readImport(tx, params.id);
      const open = await tx.maybeOne(sql`
        select from imports where id = ${params.id} and state in ('uploaded', 'checked') for update`);
      if (!open) throw problem('wrong_state', 'The format can be changed only before the import runs.');
      await recogniseImport(tx, params.id, body.format);
    }),
  );

  on.on(contract.checkImport, ({ scope, params, body }) =>
    changing(scope, params.id, (tx) => beginPass(tx, scope.accountId, params.id, 'check', body)),
  );

  on.on(contract.startImport, ({ scope, params, body }) =>
    changing(scope, params.id, (tx) => beginPass(tx, scope.accountId, params.id, 'run', body)),
  );

  on.on(contract.cancelImport, ({ scope, params }) =>
    changing(scope, params.id, (tx) => cancelImport(tx, params.id)),
  );

  on.on(contract.downloadRejections, async ({ scope, params, reply }) => {
    const found = await database.inAccount(scope.accountId, (tx) => readImport(tx, params.id));
    reply.type('text/csv; charset=utf-8');
    reply.header('content-disposition', 'attachment; filename="rejected-rows.csv"');
    return reply.send(Readable.from(keepReach(rejectionsCsv(database, scope.accountId, found))));
  });
}

/** Whoever is refused must be read to the end, or would see a broken connection in place of the reason. */
function placeFor(file: unknown, take: () => () => void): () => void {
  try {
    return take();
  } catch (error) {
    if (file instanceof Readable) file.resume();
    throw error;
  }
}
