import { randomUUID } from 'node:crypto';
import { createContact, createList, uploadImport } from '#server/audience/contract.ts';
import { createCampaign } from '#server/campaigns/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { readAnswer } from '#server/platform/http/index.ts';
import { setUpInstall, type TestApp } from '../app.ts';
import { makeOneOfEach, type Things } from '../every-route.ts';
import { sentCampaign } from '../sent-campaign.ts';
import { type Caller, makeCallers, makeHeldBack, makeRestricted } from './callers.ts';
import type { Sides } from './cases.ts';
import { Victim } from './victim.ts';

/** Some who call, and what they are tried with. */
export interface Scene {
  callers: Caller[];
  sides: Sides;
}

/** An install with accounts of every standing, and what is watched over in it. */
export interface Stage {
  scenes: Scene[];
  /** The account that nobody who calls belongs to. */
  victim: Victim;
  /** What a member who sees certain lists alone must not see of their own account. */
  hidden: Victim;
}

type Account = Awaited<ReturnType<TestApp['newAccount']>>;

export async function setTheStage(app: TestApp): Promise<Stage> {
  await setUpInstall(app.visitor());
  const behind = await heldBack(app, 'must_accept', 'who must accept a policy');
  // Whoever comes later agrees to it on the way in.
  await changeTerms(app);
  const suspended = await heldBack(app, 'suspended', 'of a suspended account');
  await suspend(app, suspended.accountId);
  const closing = await heldBack(app, 'closing', 'of an account being closed');
  await close(app, closing.accountId);
  const [attacker, victim] = [await furnished(app), await furnished(app)];
  for (const { account } of [attacker, victim]) await sentCampaign(app.services.database, account.accountId);
  await forgetNamesakes(app, attacker.account.accountId);
  const foreign = victim.things;
  const { scenes, hidden } = await restricted(app, foreign);
  const all = { callers: await makeCallers(app, attacker.account), own: attacker.things };
  return {
    scenes: [
      ...[all, behind, suspended, closing].map(({ callers, own }) => ({ callers, sides: { own, foreign } })),
      ...scenes,
    ],
    victim: await Victim.of(app, victim.account.accountId),
    hidden,
  };
}

/** A new account with one of everything. */
async function furnished(app: TestApp): Promise<{ account: Account; things: Things }> {
  const account = await app.newAccount();
  const things = await makeOneOfEach(app.services.database, account.client, account.accountId);
  return { account, things };
}

/** An account with those who may do everything in it, before something holds it back. */
async function heldBack(app: TestApp, why: NonNullable<Caller['heldBack']>, words: string) {
  const { account, things } = await furnished(app);
  await forgetNamesakes(app, account.accountId);
  const callers = await makeHeldBack(app, account, { heldBack: why, why: words });
  return { callers, own: things, accountId: account.accountId };
}

/** Weeks ago, so that the days are over in which programs may go on. */
async function changeTerms({ services }: TestApp): Promise<void> {
  await services.database.asSystem((tx) =>
    tx.execute(sql`
      insert into policy_versions (id, kind, version, text, effective_on, material)
      values (${randomUUID()}, 'terms', 2, '# Other terms', current_date - 20, true)`),
  );
}

async function suspend({ services }: TestApp, accountId: string): Promise<void> {
  await services.database.asSystem((tx) =>
    tx.execute(sql`
      update accounts set suspended_at = now(), suspended_reason = 'Too many complaints.' where id = ${accountId}`),
  );
}

async function close({ services }: TestApp, accountId: string): Promise<void> {
  await services.database.asSystem(async (tx) => {
    await tx.execute(
      sql`update accounts set closing_at = now() + interval '30 days' where id = ${accountId}`,
    );
    await tx.execute(
      sql`insert into account_closings (account_id, closed_by) values (${accountId}, 'operator')`,
    );
  });
}

/** A member who sees one list of an account: tried with another account, and with the rest of their own. */
async function restricted(app: TestApp, foreign: Things): Promise<{ scenes: Scene[]; hidden: Victim }> {
  const { account, things } = await furnished(app);
  await forgetNamesakes(app, account.accountId);
  const within = { ...things, ...(await withinReach(account)) };
  const callers = [await makeRestricted(app, account, [within.list])];
  const out = [things.list, things.contact, things.import, things.campaign, things.sandboxMessage];
  return {
    scenes: [
      { callers, sides: { own: within, foreign } },
      { callers, sides: { own: within, foreign: things } },
    ],
    hidden: await Victim.ofThings(app, account.accountId, out),
  };
}

async function withinReach({ client }: Account) {
  const list = await client.call(createList, { body: { name: 'Theirs' } });
  const contact = await client.call(createContact, {
    body: { email: 'within@people.example', listIds: [list.id] },
  });
  const upload = await client.fetch(
    uploadImport,
    { query: { listId: list.id, fileName: 'theirs.csv' } },
    'email\nbo@people.example\n',
  );
  const campaign = await client.call(createCampaign, {
    body: { name: 'Theirs', starter: 'newsletter', includeLists: [list.id] },
  });
  const { id } = (await readAnswer(upload)) as { id: string };
  return { list: list.id, contact: contact.id, import: id, campaign: campaign.id };
}

/** What is named by its own words and not by an id is there in one account alone. */
async function forgetNamesakes({ services }: TestApp, accountId: string): Promise<void> {
  await services.database.inAccount(accountId, async (tx) => {
    await tx.execute(sql`delete from suppressions`);
    await tx.execute(sql`delete from contact_fields where key = 'favourite_colour'`);
    await tx.execute(sql`delete from domain_warm_ups`);
  });
}
