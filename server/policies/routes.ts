import type { Scope } from '#server/accounts/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import * as contract from './contract.ts';
import { dropDraft, readDraft, readFilledOriginal, saveDraft } from './drafts.ts';
import { listPolicies } from './list-policies.ts';
import { accept, listAgreements, putAwayNotices, readNotices } from './notices.ts';
import { policyPagesRoutes } from './pages/routes.ts';
import { publish } from './publish.ts';
import { comparePolicies } from './read-policies.ts';

export function policiesRoutes(on: Registrar<Scope>, { database }: { database: Database }): void {
  policyPagesRoutes(on, { database });

  on.on(contract.getPolicyNotices, async ({ scope }) => ({ items: await readNotices(database, scope) }));
  on.on(contract.putAwayPolicyNotices, async ({ scope, body }) => {
    await putAwayNotices(database, scope, body.versionIds);
    return { ok: true as const };
  });
  on.on(contract.acceptPolicies, async ({ scope, body }) => {
    await accept(database, scope, body.versionIds);
    return { ok: true as const };
  });
  on.on(contract.listAgreements, async ({ scope }) => ({ items: await listAgreements(database, scope) }));
  on.on(contract.comparePolicies, async ({ query }) => comparePolicies(database, query));

  on.on(contract.listPolicies, async () => listPolicies(database));
  on.on(contract.getPolicyDraft, async ({ params }) => readDraft(database, params.kind));
  on.on(contract.savePolicyDraft, async ({ params, body }) => saveDraft(database, params.kind, body));
  on.on(contract.dropPolicyDraft, async ({ params }) => {
    await dropDraft(database, params.kind);
    return { ok: true as const };
  });
  on.on(contract.getOriginalPolicy, async ({ params }) => ({
    text: await readFilledOriginal(database, params.kind),
  }));
  on.on(contract.publishPolicy, async ({ scope, params, body }) =>
    publish(database, scope, params.kind, body),
  );
}
