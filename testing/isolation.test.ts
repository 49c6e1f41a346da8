import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isAlwaysFree } from '#server/accounts/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { type ApiClient, createServer, type RouteContract } from '#server/platform/http/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import { startTestApp } from './app.ts';
import { bodyFor, makeOneOfEach, nameOf, paramsFor } from './every-route.ts';

const app = await startTestApp();
const owner = await app.newAccount();
const stranger = await app.newAccount();
const things = await makeOneOfEach(app.services.database, owner.client, owner.accountId);

/** Pages, images and mail are looked at; other files leave the product. */
const leaves = ({ produces }: RouteContract) =>
  produces !== undefined && !/^(image\/|text\/html|text\/plain)/.test(produces);
const acts = (contract: RouteContract) => contract.method !== 'GET' || leaves(contract);
const isApi = (contract: RouteContract) => contract.path.startsWith('/api/');

describe('every route of the API', () => {
  it('cannot be added without saying who may call it', async () => {
    const server = await createServer({ log: silentLog, trustProxy: false });
    assert.throws(() => server.get('/api/backdoor', async () => 'open'), /declares no permission/);
  });

  it('is public only where it must be', () => {
    const open = app.app.contracts
      .filter((contract) => contract.permission === 'public' && isApi(contract))
      .map(nameOf);
    assert.deepEqual(open.sort(), [
      'GET /api/session/second-step',
      'GET /api/setup',
      'GET /api/sign-in/newcomer',
      'GET /api/sign-in/providers',
      'GET /api/sign-in/providers-of-domain',
      'POST /api/address/stop',
      'POST /api/confirm-address',
      'POST /api/invitation/join',
      'POST /api/invitation/read',
      'POST /api/password/forgotten',
      'POST /api/password/reset',
      'POST /api/registration',
      'POST /api/registration/read',
      'POST /api/session',
      'POST /api/session/passkey',
      'POST /api/session/passkey/options',
      'POST /api/session/second-step',
      'POST /api/session/second-step/passkey',
      'POST /api/setup',
      'POST /api/sign-in/begin',
      'POST /api/sign-in/finish',
      'POST /api/sign-in/newcomer',
      'POST /api/sign-in/newcomer/join',
      'POST /api/staff-invitation/join',
      'POST /api/staff-invitation/read',
    ]);
  });

  it('says how the activity log tells of it, if it changes or exports something', () => {
    const silent = app.app.contracts.filter((route) => acts(route) && route.act === undefined);
    assert.deepEqual(silent.map(nameOf), [], 'give the contract an act');
  });

  it('leaves nothing out of the activity log that changes something', () => {
    const unrecorded = app.app.contracts.filter((route) => acts(route) && route.act === null);
    assert.deepEqual(unrecorded.map(nameOf).sort(), [
      'POST /api/account-providers/:id/test',
      'POST /api/campaigns/:id/preview',
      'POST /api/identities/begin',
      'POST /api/invitation/read',
      'POST /api/operator/sign-in-providers/:id/test',
      'POST /api/operator/system-mail-templates/:kind/preview',
      'POST /api/preview',
      'POST /api/registration/read',
      'POST /api/second-factors/passkeys/options',
      'POST /api/session/passkey/options',
      'POST /api/session/proof/passkey',
      'POST /api/session/proof/provider',
      'POST /api/session/second-step/passkey',
      'POST /api/sign-in-test/finish',
      'POST /api/sign-in/begin',
      'POST /api/staff-invitation/read',
      'POST /u/:token',
    ]);
  });

  it('changes nothing while an account is suspended or a policy waits, but for what must always be possible', () => {
    const free = app.app.contracts.filter(
      (route) =>
        isAlwaysFree(route) && route.method !== 'GET' && !/^(public$|user$|operator:)/.test(route.permission),
    );
    // What only calculates, keeps mail from somebody, leaves, or takes the account on with what holds it back.
    assert.deepEqual(free.map(nameOf).sort(), [
      'DELETE /api/account/closing',
      'DELETE /api/campaigns/:id/approval',
      'DELETE /api/ownership-offer',
      'POST /api/account/closing',
      'POST /api/account/exports',
      'POST /api/activity/verify',
      'POST /api/campaigns/:id/approval/send-back',
      'POST /api/campaigns/:id/cancel',
      'POST /api/campaigns/:id/pause',
      'POST /api/campaigns/:id/preview',
      'POST /api/campaigns/:id/unschedule',
      'POST /api/contacts/:id/unsubscribe',
      'POST /api/imports/:id/cancel',
      'POST /api/ownership-offer/accept',
      'POST /api/preview',
      'POST /api/sending-servers/:id/pause',
      'POST /api/session/leave-account',
      'POST /api/suppressions',
    ]);
  });

  for (const contract of app.app.contracts.filter((route) => route.permission !== 'public')) {
    it(`${nameOf(contract)} asks a visitor to log in`, async () => {
      assert.equal(await status(app.visitor(), contract), 401);
    });
  }
});

describe('a stranger', () => {
  for (const contract of app.app.contracts.filter((route) => isApi(route) && route.params)) {
    it(`finds nothing at ${nameOf(contract)}`, async () => {
      assert.equal(await status(stranger.client, contract), 404);
    });
  }

  it('leaves everything as it was', async () => {
    const { names } = await app.services.database.inAccount(owner.accountId, (tx) =>
      tx.one<{ names: string[] }>(
        sql`select array_agg(name order by name) as names from (select name from lists union select name from campaigns) all_names`,
      ),
    );
    assert.deepEqual(names, ['A campaign', 'A list']);
  });
});

async function status(client: ApiClient, contract: RouteContract): Promise<number> {
  const params = paramsFor(contract, things);
  const body = contract.params && bodyFor(contract, things);
  const answer = await client.fetch(contract, { params, ...(body ? { body } : {}) } as object);
  await answer.body?.cancel();
  return answer.status;
}
