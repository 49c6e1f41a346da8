import type { Scope } from '#server/accounts/index.ts';
import type { Database, Tx } from '#server/platform/database/index.ts';
import { problem, type Registrar } from '#server/platform/http/index.ts';
import { addSuppression, listSuppressions, removeSuppression } from './contract.ts';
import { findSuppressions, readSuppression } from './queries.ts';
import { readAddress } from './read-address.ts';
import { type Suppressed, suppress } from './suppress.ts';
import { unsuppress } from './unsuppress.ts';

/** Told of every change made by hand, in its transaction. */
export interface SuppressionSubscribers {
  suppressed(tx: Tx, change: Suppressed): Promise<void>;
  unsuppressed(tx: Tx, change: Pick<Suppressed, 'accountId' | 'emailKey'>): Promise<void>;
}

export interface ComplianceDeps {
  database: Database;
  subscribers: SuppressionSubscribers;
}

export function complianceRoutes(on: Registrar<Scope>, { database, subscribers }: ComplianceDeps): void {
  on.on(listSuppressions, ({ scope, query }) =>
    database.inAccount(scope.accountId, (tx) => findSuppressions(tx, query)),
  );

  on.on(addSuppression, ({ scope: { accountId }, body }) =>
    database.inAccount(accountId, async (tx) => {
      const change = { accountId, emailKey: keyOf(body.email), reason: 'manual' as const, note: body.note };
      if (await suppress(tx, change)) await subscribers.suppressed(tx, change);
      return (await readSuppression(tx, change.emailKey))!;
    }),
  );

  on.on(removeSuppression, ({ scope: { accountId }, params }) =>
    database.inAccount(accountId, async (tx) => {
      const emailKey = params.email.toLowerCase();
      if (!(await unsuppress(tx, accountId, emailKey)))
        throw problem('not_found', 'This address is not suppressed.');
      await subscribers.unsuppressed(tx, { accountId, emailKey });
    }),
  );
}

function keyOf(email: string): string {
  const address = readAddress(email);
  if (!address.ok)
    throw problem('invalid_input', `This is not a usable email address: ${address.reason}.`, {
      email: address.reason,
    });
  return address.key;
}
