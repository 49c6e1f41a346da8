import type { Scope } from '#server/accounts/index.ts';
import { audienceCounts } from '#server/audience/index.ts';
import type { TestSender } from '#server/delivery/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import { checkApproval } from './approval/check-approval.ts';
import { approvalRoutes } from './approval/routes.ts';
import { checkCampaign } from './check-campaign.ts';
import { checkLinks } from './check-links.ts';
import * as contract from './contract.ts';
import { previewCampaign } from './preview-campaign.ts';
import { readProgress } from './progress.ts';
import { listCampaigns, readCampaign } from './read-campaigns.ts';
import { resendUncertain } from './resend-uncertain.ts';
import type { StartDeps } from './safeguards/safeguards.ts';
import { scheduleCampaign, unscheduleCampaign } from './schedule-campaign.ts';
import { startCampaign } from './start-campaign.ts';
import { steerCampaign } from './steer-campaign.ts';
import { testCampaign } from './test-campaign.ts';
import { changeCampaign, createCampaign, deleteCampaign, duplicateCampaign } from './write-campaign.ts';

export interface CampaignsDeps extends StartDeps {
  sendTest: TestSender;
  outward: Outward;
}

/** Where links in mails lead, and whether the mails of an account leave this machine at all. */
interface Outward {
  baseUrl: string;
  mailRouteOf: (accountId: string) => Promise<'sandbox' | 'smtp'>;
}

export function campaignsRoutes(on: Registrar<Scope>, { sendTest, outward, ...deps }: CampaignsDeps): void {
  const { database } = deps;
  writing(on, database);
  looking(on, deps, outward);
  trying(on, database, sendTest);
  approvalRoutes(on, deps);
  sending(on, deps);
}

function writing(on: Registrar<Scope>, database: Database): void {
  on.on(contract.listCampaigns, async ({ scope, query }) =>
    database.inAccount(scope.accountId, (tx) => listCampaigns(tx, query)),
  );
  on.on(contract.createCampaign, async ({ scope, body }) =>
    database.inAccount(scope.accountId, (tx) => createCampaign(tx, scope, body)),
  );
  on.on(contract.getCampaign, async ({ scope, params }) =>
    database.inAccount(scope.accountId, (tx) => readCampaign(tx, params.id)),
  );
  on.on(contract.changeCampaign, async ({ scope, params, body: { revision, ...change } }) =>
    database.inAccount(scope.accountId, (tx) => changeCampaign(tx, scope, params.id, revision, change)),
  );
  on.on(contract.deleteCampaign, async ({ scope, params }) => {
    await database.inAccount(scope.accountId, (tx) => deleteCampaign(tx, params.id));
    return { ok: true as const };
  });
  on.on(contract.duplicateCampaign, async ({ scope, params }) =>
    database.inAccount(scope.accountId, (tx) => duplicateCampaign(tx, scope, params.id)),
  );
}

function looking(on: Registrar<Scope>, deps: StartDeps, outward: Outward): void {
  const { database } = deps;
  on.on(contract.getAudience, async ({ scope, params }) =>
    database.inAccount(scope.accountId, async (tx) => {
      const { includeLists, excludeLists } = await readCampaign(tx, params.id);
      return await audienceCounts(tx, scope, { include: includeLists, exclude: excludeLists });
    }),
  );
  on.on(contract.getChecks, async ({ scope, params }) => {
    const mode = await outward.mailRouteOf(scope.accountId);
    const { canSend, recipients, items } = await checkCampaign(deps, scope, params.id);
    const approval = await checkApproval(database, scope, params.id, recipients);
    return {
      canSend: canSend && approval.every(({ severity }) => severity !== 'error'),
      recipients,
      items: [...items, ...approval, ...checkLinks({ baseUrl: outward.baseUrl, mode })],
    };
  });
  on.on(contract.getProgress, async ({ scope, params }) =>
    database.inAccount(scope.accountId, (tx) => readProgress(tx, scope, params.id)),
  );
}

function trying(on: Registrar<Scope>, database: Database, sendTest: TestSender): void {
  on.on(contract.previewCampaign, async ({ scope, params, body }) =>
    previewCampaign(database, scope, params.id, body),
  );
  on.on(contract.testCampaign, async ({ scope, params, body }) =>
    testCampaign(database, sendTest, scope, params.id, body),
  );
}

function sending(on: Registrar<Scope>, deps: StartDeps): void {
  const { database } = deps;
  on.on(contract.sendCampaign, async ({ scope, params, body }) =>
    startCampaign(deps, scope, params.id, body.revision),
  );
  on.on(contract.scheduleCampaign, async ({ scope, params, body }) =>
    scheduleCampaign(deps, scope, params.id, body),
  );
  on.on(contract.unscheduleCampaign, async ({ scope, params }) =>
    database.inAccount(scope.accountId, (tx) => unscheduleCampaign(tx, params.id)),
  );
  on.on(contract.resendUncertain, async ({ scope, params, body }) =>
    database.inAccount(scope.accountId, (tx) => resendUncertain(tx, scope, params.id, body.contactIds)),
  );
  for (const [steering, declared] of [
    ['pause', contract.pauseCampaign],
    ['resume', contract.resumeCampaign],
    ['cancel', contract.cancelCampaign],
  ] as const) {
    on.on(declared, async ({ scope, params }) =>
      database.inAccount(scope.accountId, (tx) => steerCampaign(tx, scope, params.id, steering)),
    );
  }
}
