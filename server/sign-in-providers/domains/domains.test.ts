/** Joining by an email domain that an account has shown to be its own: what proves it, and whom it lets in. */
import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import { getAccount } from '#server/accounts/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { createClient } from '#server/platform/http/index.ts';
import { createNameServers } from '#server/platform/outside/index.ts';
import { type GivenRole, listMembers, listMyAccounts } from '#server/team/contract.ts';
import { startTestApp } from '#testing/app.ts';
import type { DnsName } from '#testing/dns-server.ts';
import { issuerNetwork } from '#testing/issuer/network.ts';
import { startScriptedIssuer } from '#testing/issuer/scripted-issuer.ts';
import { addToAccount, addToInstall, signIn } from '#testing/issuer/sign-in.ts';
import {
  changeAccountProvider,
  findProvidersByDomain,
  getNewcomer,
  joinAsNewcomer,
  listIdentities,
  listSignInProviders,
  registerNewcomer,
} from '../contract.ts';
import {
  addAccountDomain,
  changeAccountDomain,
  checkAccountDomain,
  listAccountDomains,
  removeAccountDomain,
} from './contract.ts';
import { recheckDomains } from './prove-domain.ts';

const records: Record<string, DnsName> = {};
const network = await issuerNetwork(records);
after(() => network.close());
const app = await startTestApp({ ...network.env, TRUST_PROXY: 'true' });
const { database } = app.services;
const nameServers = createNameServers({ servers: [network.env.NAME_SERVERS!] });
const issuer = await startScriptedIssuer();
after(() => issuer.close());
const atIssuer = issuer.answerTo;

const asSystem = (statement: ReturnType<typeof sql>) => database.asSystem((tx) => tx.execute(statement));

beforeEach(() => asSystem(sql`delete from login_rates`));

let networks = 0;
const browser = () => {
  networks += 1;
  return createClient(app.url, { forwardedFor: `10.5.${networks}.1` });
};

let made = 0;
/** An account with a provider and a domain it has named; proved, and joined by, where that is asked. */
async function scene({ isProved = true, joinsAs = 'analyst' as GivenRole | null } = {}) {
  const owner = await app.newAccount();
  const provider = await addToAccount(owner.client, issuer);
  const domain = `harbour${++made}.example`;
  const { id, record } = await owner.client.call(addAccountDomain, { body: { domain } });
  const params = { id };
  const publish = (...txt: string[]) => {
    records[record.name] = { txt };
  };
  const check = () => owner.client.call(checkAccountDomain, { params });
  if (isProved) {
    publish('v=spf1 -all', record.value);
    await check();
  }
  await owner.client.call(changeAccountDomain, { params, body: { joinsAs } });
  issuer.claims = { sub: `bo ${made}`, email: `Bo@${domain}`, email_verified: true, name: 'Bo' };
  return { owner, provider, domain, record, params, publish, check };
}

type Scene = Awaited<ReturnType<typeof scene>>;

const come = async ({ provider }: Pick<Scene, 'provider'>) => {
  const client = browser();
  const { session } = await signIn(client, provider.id, atIssuer);
  return { client, session };
};
const join = async (one: Pick<Scene, 'provider'>) => {
  const { client } = await come(one);
  return { client, joined: await client.call(joinAsNewcomer, { body: { name: 'Bo', agreedTo: [] } }) };
};
const offersFor = async (domain: string) =>
  (await browser().call(findProvidersByDomain, { query: { domain } })).items;
const refused = { code: 'sign_in_refused' };

describe('a domain', () => {
  it('is proved by a record in its DNS, which names the account', async () => {
    const [one, other] = [await scene({ isProved: false }), await scene({ isProved: false })];
    await assert.rejects(one.check(), { code: 'wrong_state' });
    one.publish('v=spf1 -all', other.record.value);
    await assert.rejects(one.check(), { code: 'wrong_state' });
    one.publish('v=spf1 -all', one.record.value);
    assert.equal((await one.check()).isProved, true);
    records[other.record.name] = { trouble: 'SERVFAIL' };
    await assert.rejects(other.check(), { code: 'unavailable' });
    assert.equal((await other.owner.client.call(listAccountDomains)).items[0]?.isProved, false);
  });

  it('counts for nothing without that', async () => {
    const one = await scene({ isProved: false });
    assert.deepEqual(await offersFor(one.domain), []);
    await assert.rejects(come(one), refused);
  });

  it('is looked at again, and counts no longer some days after the record is gone', async () => {
    const [kept, gone] = [await scene(), await scene()];
    gone.publish('v=spf1 -all');
    await asSystem(sql`update account_domains set seen_at = now() - interval '2 days'`);
    await recheckDomains({ database, nameServers }, new AbortController().signal);
    assert.equal((await offersFor(gone.domain)).length, 1, 'a mishap ends nothing at once');
    await asSystem(sql`update account_domains set seen_at = seen_at - interval '2 days'`);
    assert.deepEqual(await offersFor(gone.domain), []);
    issuer.claims = { sub: 'late', email: `late@${gone.domain}`, email_verified: true };
    await assert.rejects(come(gone), refused);
    assert.equal((await offersFor(kept.domain)).length, 1);
    gone.publish(gone.record.value);
    assert.equal((await gone.check()).isProved, true);
  });

  it('is named once by an account, and may be proved by several', async () => {
    const one = await scene();
    const body = { domain: one.domain.toUpperCase() };
    await assert.rejects(one.owner.client.call(addAccountDomain, { body }), { code: 'already_exists' });
    const other = await app.newAccount();
    const { record } = await other.client.call(addAccountDomain, { body });
    assert.equal(record.name, one.record.name);
    assert.notEqual(record.value, one.record.value);
  });

  it('is for owners, of their own account', async () => {
    const { owner, params } = await scene();
    const admin = await app.newMember(owner.accountId, 'admin');
    await assert.rejects(admin.client.call(listAccountDomains), { code: 'forbidden' });
    const stranger = await app.newAccount();
    for (const contract of [checkAccountDomain, removeAccountDomain])
      await assert.rejects(stranger.client.call(contract, { params }), { code: 'not_found' });
    const body = { joinsAs: 'owner' } as never;
    await assert.rejects(owner.client.call(changeAccountDomain, { params, body }), {
      code: 'invalid_input',
    });
  });
});

describe('joining by it', () => {
  it('makes a user who comes in through the account’s provider, in the role that was chosen', async () => {
    const one = await scene({ joinsAs: 'editor' });
    const { client, session } = await come(one);
    assert.equal(session, null);
    const account = await one.owner.client.call(getAccount);
    const { joining } = await client.call(getNewcomer);
    assert.deepEqual(joining, { account: account.name, email: `Bo@${one.domain}` });
    const { user, role, isBound } = await client.call(joinAsNewcomer, { body: { name: 'Bo', agreedTo: [] } });
    assert.deepEqual(
      [user.email, user.isConfirmed, role, isBound],
      [`Bo@${one.domain}`, true, 'editor', true],
    );
    assert.equal((await client.call(listMyAccounts)).items.length, 1);
    assert.equal((await come(one)).session?.user.id, user.id);
  });

  it('is for addresses the provider vouches for, in that very domain', async () => {
    const one = await scene();
    for (const [email, email_verified] of [
      [`cy@${one.domain}`, false],
      [`cy@${one.domain}.evil.example`, true],
      [`cy@mail.${one.domain}`, true],
      [`cy@evil${one.domain}`, true],
      [`"cy@${one.domain}"@evil.example`, true],
      ['', true],
    ] as const) {
      issuer.claims = { sub: 'cy', email, email_verified };
      await assert.rejects(come(one), refused, email);
    }
    assert.equal((await one.owner.client.call(listMembers)).items.length, 1);
  });

  it('is for the account’s own providers alone: another’s proves nothing by vouching, nor does the install’s', async () => {
    const [one, evil] = [await scene(), await scene()];
    issuer.claims = { sub: 'di', email: `di@${one.domain}`, email_verified: true };
    await assert.rejects(come(evil), refused);
    const operator = await app.newOperator();
    await assert.rejects(come({ provider: await addToInstall(operator.client, issuer) }), refused);
  });

  it('is off until an owner chooses it, and once they withdraw it, also for who is on their way', async () => {
    const one = await scene({ joinsAs: null });
    await assert.rejects(come(one), refused);
    assert.equal((await offersFor(one.domain)).length, 1, 'the provider is found all the same');
    const choose = (joinsAs: GivenRole | null) =>
      one.owner.client.call(changeAccountDomain, { params: one.params, body: { joinsAs } });
    await choose('analyst');
    const { client } = await come(one);
    await choose(null);
    const over = { code: 'sign_in_over' };
    await assert.rejects(client.call(getNewcomer), over);
    await assert.rejects(client.call(joinAsNewcomer, { body: { name: 'Bo', agreedTo: [] } }), over);
    assert.equal((await one.owner.client.call(listMembers)).items.length, 1);
  });

  it('takes over nobody who logs in with that address', async () => {
    const one = await scene();
    const known = await app.newAccount();
    const { client } = await come(one);
    const email = `bo@${one.domain}`;
    await asSystem(sql`update users set email = ${email}, email_key = ${email} where id = ${known.userId}`);
    await assert.rejects(client.call(joinAsNewcomer, { body: { name: 'Bo', agreedTo: [] } }), {
      code: 'already_exists',
    });
    await assert.rejects(come(one), refused);
    assert.deepEqual((await known.client.call(listIdentities)).items, []);
    assert.equal((await known.client.call(listMyAccounts)).items.length, 1);
  });

  it('opens no account of one’s own', async () => {
    const { client } = await come(await scene());
    const place = { phone: '+351 21 123 4567', postalAddress: '2 Harbour Street' };
    const body = { name: 'Bo', organisation: 'Bo', ...place, agreedTo: [] };
    await assert.rejects(client.call(registerNewcomer, { body }), { code: 'sign_in_over' });
  });

  it('needs room in the account’s plan', async () => {
    const one = await scene();
    await asSystem(sql`
      with small as (insert into plans (id, name, users) values (gen_random_uuid(), 'Small', 1) returning id)
      update accounts set plan_id = (select id from small) where id = ${one.owner.accountId}`);
    await assert.rejects(join(one), { code: 'over_plan' });
    await asSystem(sql`update plans set users = 2 where name = 'Small'`);
    const { client } = await come(one);
    issuer.claims = { sub: 'ed', email: `ed@${one.domain}`, email_verified: true };
    const { client: other } = await come(one);
    const outcomes = await Promise.allSettled(
      [client, other].map((each) => each.call(joinAsNewcomer, { body: { name: 'Bo', agreedTo: [] } })),
    );
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  });

  it('ends with the domain; members stay', async () => {
    const one = await scene();
    const { client } = await join(one);
    await one.owner.client.call(removeAccountDomain, { params: one.params });
    assert.ok(await client.call(getAccount));
    issuer.claims = { sub: 'fy', email: `fy@${one.domain}`, email_verified: true };
    await assert.rejects(come(one), refused);
  });
});

describe('the login page', () => {
  it('finds an account’s enabled providers by a proved domain, and tells nothing of the people in it', async () => {
    const one = await scene();
    const { id, kind, label } = one.provider;
    assert.deepEqual(await offersFor(one.domain.toUpperCase()), [{ id, kind, label }]);
    assert.deepEqual(await offersFor('nobody.example'), []);
    assert.equal((await browser().call(listSignInProviders)).byDomain, true);
    await one.owner.client.call(changeAccountProvider, { params: { id }, body: { enabled: false } });
    assert.deepEqual(await offersFor(one.domain), []);
  });

  it('is asked as often as anybody may log in', async () => {
    const client = browser();
    const ask = async () =>
      (await client.fetch(findProvidersByDomain, { query: { domain: 'nobody.example' } })).status;
    const answers = new Set<number>();
    for (let asked = 0; asked < 60; asked++) answers.add(await ask());
    assert.ok(answers.has(429));
  });
});
