import { createHmac } from 'node:crypto';
import { createApiKey } from '#server/accounts/contract.ts';
import { createContact, createList } from '#server/audience/contract.ts';
import { changeCampaign, createCampaign, sendCampaign } from '#server/campaigns/contract.ts';
import { createDkimKey, createSendingServer } from '#server/delivery/contract.ts';
import { privateKeys } from '#server/delivery/dkim/signing-keys.ts';
import type { InstallKey } from '#server/platform/crypto/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { askForPasswordLink, logIn } from '#server/sign-in/contract.ts';
import { clientSecrets } from '#server/sign-in-providers/set-up/shelf.ts';
import { invite } from '#server/team/contract.ts';
import { person, type TestApp } from '../app.ts';
import { testDatabaseKey } from '../database.ts';
import { makeOneOfEach } from '../every-route.ts';
import { enrolAuthenticator } from '../second-factor.ts';
import type { Canary } from './search.ts';

/** Secrets given to the process. Each setting of the configuration that is or carries one has its own. */
export const settingSecrets = {
  SECRET_KEY: Buffer.from('canary: the secret key of this install, in octets').toString('base64'),
  SMTP_URL: 'canary-password-of-smtp-url',
  DATABASE_URL: 'canary-password-of-database-url',
};

/** What readers write and are called: no secrets, and no business of the logs. */
export const personal: Canary[] = [
  { name: 'address of a recipient', value: 'canary.recipient@people.example' },
  { name: 'address of a member', value: 'canary.member@account.example' },
  { name: 'address at login', value: 'canary.stranger@people.example' },
  { name: 'name of a recipient', value: 'Canaria Recipientova' },
  { name: 'body of a mail', value: 'canary sentence in the body of a mail' },
];
export const [recipient, member, stranger, recipientName, sentence] = personal.map(({ value }) =>
  String(value),
) as [string, string, string, string, string];

const CLIENT_SECRET = 'canary-secret-of-a-sign-in-provider';
const SERVER_PASSWORD = 'canary-password-of-a-sending-server';
const WRONG_PASSWORD = 'canary password typed at a login';

type Account = Awaited<ReturnType<TestApp['newAccount']>>;

/** What the product was given to keep. */
export interface Planted {
  canaries: Canary[];
  things: Awaited<ReturnType<typeof makeOneOfEach>>;
}

/** Puts a secret in every place that takes one, by the routes that people use, and keeps those the product makes. */
export async function plant(
  app: TestApp,
  { owner, operator }: { owner: Account; operator: Account },
  /** Of a mail server that refuses every recipient. */
  refusingPort: number,
  /** The token of a link in a mail to an address, once there is one. */
  tokenFor: (address: string) => Promise<string>,
): Promise<Planted> {
  const { database } = app.services;
  const { client, accountId } = owner;
  const things = await makeOneOfEach(database, client, accountId);
  const idempotencyKey = 'a-request-by-name';
  const { key } = await client.call(createApiKey, {
    body: { name: 'canary', scopes: ['audience:read'] },
    idempotencyKey,
  });
  await client.call(createDkimKey, { body: { domain: 'account.example' } });
  await client.call(createSendingServer, { body: relayAt('relay.invalid', 587) });
  await addProvider(app);
  const factor = await enrolAuthenticator(client);
  await client.call(invite, { body: { email: member, role: 'editor' } });
  await app.visitor().call(askForPasswordLink, { body: { email: owner.email } });
  for (const email of [owner.email, stranger])
    await app.visitor().fetch(logIn, { body: { email, password: WRONG_PASSWORD } });
  await operator.client.call(createSendingServer, { body: relayAt('127.0.0.1', refusingPort) });
  await send(operator);
  return {
    things,
    canaries: [
      { name: 'password of a person', value: person.password },
      { name: 'password typed at a login', value: WRONG_PASSWORD },
      { name: 'API key', value: key },
      { name: 'password of a sending server', value: SERVER_PASSWORD },
      { name: 'secret of a sign-in provider', value: CLIENT_SECRET },
      { name: 'seed of an authenticator app', value: factor.key },
      ...factor.recoveryCodes.map((value) => ({ name: 'recovery code', value })),
      { name: 'session of the owner', value: owner.cookie.split('=')[1]! },
      { name: 'session of the operator', value: operator.cookie.split('=')[1]! },
      { name: 'link for a new password', value: await tokenFor(owner.email) },
      { name: 'link of an invitation', value: await tokenFor(member) },
      ...(await privateKeysOf(app, accountId)),
      ...Object.entries(settingSecrets).map(([name, value]) => ({ name, value })),
      ...app.services.keys.all.flatMap(derivedFrom),
      ...['app', 'member', 'system'].map((role) => ({
        name: `password of the ${role} login`,
        value: createHmac('sha256', testDatabaseKey).update(role).digest('hex'),
      })),
    ],
  };
}

/** A server with the password; mail of the account goes over it. */
const relayAt = (host: string, port: number) => ({
  kind: 'smtp' as const,
  name: 'Canary relay',
  settings: { host, port, encryption: 'none' as const, user: 'ana' },
  secret: SERVER_PASSWORD,
});

/** Without asking the provider, which is not there. */
async function addProvider({ services }: TestApp): Promise<void> {
  const id = newId();
  await services.database.asSystem(async (tx) => {
    const sealed = await services.secrets.seal(
      tx,
      { in: clientSecrets, accountId: null, row: id },
      CLIENT_SECRET,
    );
    await tx.execute(sql`
      insert into sign_in_providers (id, kind, issuer, label, client_id, client_secret, enabled)
      values (${id}, 'oidc', 'https://issuer.invalid', 'Canary', 'canary', ${sealed}, true)`);
  });
}

/** A campaign of the operator’s account, to a recipient whom the mail server refuses. */
async function send({ client, email }: Account): Promise<void> {
  const list = await client.call(createList, { body: { name: 'Canaries' } });
  await client.call(createContact, {
    body: { email: recipient, fields: { first_name: recipientName }, listIds: [list.id] },
  });
  const content = {
    kind: 'plain' as const,
    version: 1 as const,
    source: `${sentence}\n\n{{ account.postal_address }}\n{{ unsubscribe_url }}`,
  };
  const draft = await client.call(createCampaign, {
    body: { name: 'Canaries', content, subject: 'Hello', preheader: '', includeLists: [list.id] },
  });
  const { id, revision } = await client.call(changeCampaign, {
    params: { id: draft.id },
    body: { revision: draft.revision, fromName: 'Bo', fromEmail: email },
  });
  await client.call(sendCampaign, { params: { id }, body: { revision } });
}

/** Every way a key may be written. */
const derivedFrom = ({ id: _id, ...derived }: InstallKey): Canary[] =>
  Object.entries(derived).map(([purpose, value]) => ({ name: `key for ${purpose}`, value }));

/** Private keys never leave, so they are opened here: as PEM, line by line. */
async function privateKeysOf({ services }: TestApp, accountId: string): Promise<Canary[]> {
  const rows = await readPrivateKeys(services.database, accountId);
  const pems = await Promise.all(
    rows.map(({ id, sealed }) => services.secrets.open({ in: privateKeys, accountId, row: id }, sealed)),
  );
  return pems.flatMap((pem) =>
    pem
      .split('\n')
      .filter((line) => line.length >= 40 && !line.startsWith('-'))
      .map((value) => ({ name: 'DKIM private key', value })),
  );
}

const readPrivateKeys = (database: Database, accountId: string) =>
  database.asSystem((tx) =>
    tx.query<{ id: string; sealed: Buffer }>(
      sql`select id, private_key as sealed from dkim_keys where account_id = ${accountId}`,
    ),
  );
