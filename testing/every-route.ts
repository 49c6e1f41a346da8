import { createApiKey } from '#server/accounts/contract.ts';
import { createContact, createList, uploadImport } from '#server/audience/contract.ts';
import { createCampaign } from '#server/campaigns/contract.ts';
import { askForExport } from '#server/closing/contract.ts';
import { createDkimKey, createSendingServer, startDomainWarmUp } from '#server/delivery/contract.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { type ApiClient, type RouteContract, readAnswer } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { listOwnSessions } from '#server/sign-in/contract.ts';
import { invite } from '#server/team/contract.ts';
import { makeMember } from './member.ts';

/** One of everything that paths speak of, by kind. */
export type Things = Awaited<ReturnType<typeof makeOneOfEach>>;

export const nameOf = (contract: RouteContract) => `${contract.method} ${contract.path}`;

/**
 * The parameters that make a path of the API speak of the things given.
 * @throws for a new kind of path, which needs its line here
 */
export function paramsFor(contract: RouteContract, things: Things): Record<string, string> | undefined {
  if (!contract.params) return undefined;
  const found = subjects(things).find(([path]) => contract.path.startsWith(path))?.[1];
  if (!found) throw new Error(`${nameOf(contract)}: say in subjects which thing it is about`);
  return found;
}

/** Each by how its path begins. */
const subjects = (things: Things): [string, Record<string, string>][] => [
  ['/api/lists/:id/members/:contactId', { id: things.list, contactId: things.contact }],
  ['/api/lists/:id', { id: things.list }],
  ['/api/contacts/:id/lists/:listId', { id: things.contact, listId: things.list }],
  ['/api/contacts/:id', { id: things.contact }],
  ['/api/contact-fields/:key', { key: 'favourite_colour' }],
  ['/api/suppressions/:email', { email: 'gone@people.example' }],
  ['/api/imports/:id', { id: things.import }],
  ['/api/campaigns/:id', { id: things.campaign }],
  ['/api/invitations/:id', { id: things.invitation }],
  ['/api/members/:id', { id: things.member }],
  ['/api/api-keys/:id', { id: things.apiKey }],
  ['/api/domain-warm-ups/:domain', { domain: 'people.example' }],
  ['/api/sessions/:id', { id: things.session }],
  // Of no account: those who do not run the install find nothing, whatever the id.
  ['/api/identities/:id', { id: things.identity }],
  ['/api/account-providers/:id', { id: things.accountProvider }],
  ['/api/account-domains/:id', { id: things.accountDomain }],
  ['/api/operator/sign-in-providers/:id', { id: things.account }],
  ['/api/operator/registration/invitations/:id', { id: things.account }],
  ['/api/operator/staff/invitations/:id', { id: things.account }],
  ['/api/operator/plans/:id', { id: things.account }],
  ['/api/operator/staff/:id', { id: things.account }],
  ['/api/operator/accounts/:id/notes/:noteId', { id: things.account, noteId: things.list }],
  ['/api/operator/policies/:kind', { kind: 'terms' }],
  ['/api/second-factors/passkeys/:id', { id: things.passkey }],
  ['/api/operator/accounts/:id', { id: things.account }],
  ['/api/operator/system-mail-templates/:kind', { kind: 'reset-password' }],
  ['/api/dkim-keys/:id', { id: things.dkimKey }],
  ['/api/sending-servers/:id', { id: things.sendingServer }],
  ['/api/account/exports/:id', { id: things.export }],
  ['/api/alerts/:id', { id: things.alert }],
  ['/api/sandbox/messages/:id', { id: things.sandboxMessage }],
];

/**
 * A body that would be accepted, so that it is never the body which is refused.
 * @throws for a route that takes one and has none here
 */
export function bodyFor(contract: RouteContract, things: Things): unknown {
  if (!contract.body) return undefined;
  const found = bodies(things)[nameOf(contract)];
  if (!found) throw new Error(`${nameOf(contract)}: add a body that would be accepted to bodies`);
  return found;
}

const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
const content = { kind: 'plain', version: 1, source: 'Hello' };
const mapping = [{ to: 'email' }, { to: 'new_field', key: 'shoe_size', label: 'Shoe size', type: 'text' }];
const plan = { mapping, options: { existing: 'update', emptyCells: 'keep' } };
const person = {
  name: 'Bo',
  email: 'bo@account.example',
  password: 'another calm sentence',
  organisation: 'Bo & Co',
  postalAddress: '2 Harbour Street, Lisbon',
  timeZone: 'UTC',
};

const relay = (name: string) => ({
  kind: 'smtp' as const,
  name,
  settings: { host: 'relay.invalid', port: 587, encryption: 'starttls' as const, user: 'ana' },
  secret: 'a password',
});

const words = { subject: 'A new password', text: 'Here it is.\n\n[Choose]({{ link }})' };
/** As browsers answer them, of no passkey we know. */
const answer = { id: 'AAAA', rawId: 'AAAA', type: 'public-key', clientExtensionResults: {} };
const clientDataJSON = Buffer.from('{"type":"webauthn.get","challenge":"AAAA"}').toString('base64url');
const made = { ...answer, response: { clientDataJSON, attestationObject: 'o2M', transports: ['internal'] } };
const signed = {
  ...answer,
  response: { clientDataJSON, authenticatorData: 'AAAA', signature: 'AAAA', userHandle: 'AAAA' },
};

/** From a provider there is not, with a state nobody began. */
const cameBack = (providerId: string) => ({ providerId, answer: 'code=x&state=enter.x' });

/** With every property filled in, optional ones too. */
const bodies = ({ list, contact, account, member, approval }: Things): Record<string, unknown> => ({
  'POST /api/setup': person,
  'POST /api/registration': {
    ...person,
    phone: '+351 21 123 4567',
    occupation: 'Baker',
    gender: 'woman',
    ageGroup: '35–44',
    form: '1.x',
    agreedTo: [account],
    invitation: 'x',
    website: '',
  },
  'POST /api/registration/read': { invitation: 'x' },
  'POST /api/confirm-address': { token: 'x' },
  'PATCH /api/profile': {
    name: 'Bo',
    phone: '+351 21 123 4567',
    occupation: 'Baker',
    gender: 'woman',
    ageGroup: '35–44',
  },
  'PUT /api/operator/registration': { mode: 'open' },
  'POST /api/operator/registration/invitations': { email: person.email },
  'POST /api/session': { email: person.email, password: person.password },
  'PUT /api/session/account': { accountId: account },
  'POST /api/invitations': { email: 'new@account.example', role: 'editor' },
  'POST /api/invitation/read': { token: 'unknown' },
  'POST /api/invitation/accept': { token: 'unknown' },
  'POST /api/invitation/join': { token: 'unknown', name: 'Bo', password: person.password, agreedTo: [] },
  'PATCH /api/members/:id': { role: 'editor', listIds: [list] },
  'POST /api/ownership-offer': { memberId: member, thenRole: 'admin' },
  'PUT /api/password': { present: person.password, password: 'seven lanterns on a quiet quay' },
  'POST /api/password/forgotten': { email: person.email },
  'POST /api/password/reset': { token: 'no such token', password: 'seven lanterns on a quiet quay' },
  'POST /api/address': { email: 'new@account.example' },
  'POST /api/address/confirm': { token: 'no such token' },
  'POST /api/address/stop': { token: 'no such token' },
  'PATCH /api/account': {
    name: 'Taken over',
    postalAddress: person.postalAddress,
    timeZone: 'UTC',
    defaultFromName: 'Bo',
    defaultFromEmail: person.email,
    whenUnsure: 'resend',
  },
  'POST /api/account/closing': { name: 'Not what it is called', comment: 'Taken over' },
  'PUT /api/operator/accounts/:id/closing': { reason: 'Taken over by a stranger.' },
  'POST /api/api-keys': {
    name: 'Another key',
    scopes: ['audience:write'],
    expiresAt: '2099-01-01T00:00:00Z',
  },
  'POST /api/policies/notices/put-away': { versionIds: [contact] },
  'POST /api/policies/agreements': { versionIds: [contact] },
  'PUT /api/operator/policies/:kind/draft': { text: '# Terms', revision: 0 },
  'POST /api/operator/policies/:kind/publish': {
    revision: 1,
    effectiveOn: tomorrow(),
    material: true,
    summary: 'Say it in plainer words.',
  },
  'POST /api/operator/staff/invitations': { email: 'colleague@account.example', staffRole: 'viewer' },
  'PATCH /api/operator/staff/:id': { staffRole: 'support' },
  'POST /api/staff-invitation/read': { token: 'unknown' },
  'POST /api/staff-invitation/accept': { token: 'unknown' },
  'POST /api/staff-invitation/join': { token: 'unknown', name: 'Bo', password: person.password },
  'POST /api/operator/plans': {
    name: 'Small',
    description: 'For a start',
    contacts: 500,
    messagesAMonth: 5000,
    dailyCap: null,
    users: 3,
    position: 1,
    isDefault: false,
  },
  'PATCH /api/operator/plans/:id': {
    name: 'Taken over',
    description: '',
    contacts: 1,
    messagesAMonth: 1,
    dailyCap: 1,
    users: 1,
    position: 0,
    isDefault: true,
    isArchived: false,
  },
  'POST /api/operator/failed-jobs/retry': { ids: ['1'] },
  'POST /api/operator/failed-jobs/discard': { ids: ['1'] },
  'PUT /api/operator/accounts/:id/plan': { planId: null },
  'POST /api/operator/accounts': {
    organisation: 'Cy & Co',
    name: 'Cy',
    email: 'prepared@account.example',
    planId: null,
  },
  'PUT /api/operator/accounts/:id/daily-cap': { dailyCap: 1 },
  'PUT /api/operator/accounts/:id/suspension': { reason: 'Taken over by a stranger.' },
  'POST /api/operator/accounts/:id/notes': { text: 'A note' },
  'PUT /api/operator/system-mail-templates/:kind': { ...words, changedAt: null },
  'POST /api/operator/system-mail-templates/:kind/preview': words,
  'POST /api/operator/system-mail-templates/:kind/test': words,
  'POST /api/sign-in/begin': { providerId: account, invitation: 'x', joining: 'unknown' },
  'POST /api/sign-in/finish': cameBack(account),
  'POST /api/sign-in/newcomer': {
    name: 'Bo',
    organisation: person.organisation,
    phone: '+351 21 123 4567',
    postalAddress: person.postalAddress,
    timeZone: 'UTC',
    agreedTo: [account],
  },
  'POST /api/sign-in/newcomer/join': { name: 'Bo', agreedTo: [account] },
  'POST /api/identities/begin': { providerId: account },
  'POST /api/identities/finish': cameBack(account),
  'POST /api/session/proof/provider': { providerId: account },
  'POST /api/session/proof/provider/finish': cameBack(account),
  'POST /api/sign-in-test/finish': cameBack(account),
  'POST /api/account-domains': { domain: 'harbour.example' },
  'PATCH /api/account-domains/:id': { joinsAs: 'analyst' },
  'POST /api/account-providers': { kind: 'oidc', issuer: 'https://127.0.0.1', label: 'Another' },
  'PATCH /api/account-providers/:id': {
    label: 'Taken over',
    clientId: 'theirs',
    clientSecret: 'theirs',
    enabled: true,
    trustsSecondFactor: true,
    emailDomains: ['people.example'],
    enforced: false,
  },
  'POST /api/operator/sign-in-providers': { kind: 'oidc', issuer: 'https://127.0.0.1', label: 'Another' },
  'PATCH /api/operator/sign-in-providers/:id': {
    label: 'Taken over',
    clientId: 'theirs',
    clientSecret: 'theirs',
    enabled: true,
    registers: true,
    trustsSecondFactor: true,
    emailDomains: ['people.example'],
  },
  'POST /api/session/proof': { passkey: signed },
  'POST /api/session/second-step': { passkey: signed },
  'POST /api/session/passkey': { passkey: signed },
  'POST /api/second-factors/authenticator-app/confirm': { code: '123456' },
  'POST /api/second-factors/passkeys': { name: 'Phone', passkey: made },
  'PATCH /api/second-factors/passkeys/:id': { name: 'Taken over' },
  'POST /api/lists': { name: 'Another list', description: 'For tests' },
  'PATCH /api/lists/:id': { name: 'Taken over', description: '' },
  'POST /api/contacts': { email: 'cy@people.example', fields: { first_name: 'Cy' }, listIds: [list] },
  'PATCH /api/contacts/:id': { email: 'taken@people.example', fields: { first_name: 'Taken' } },
  'PUT /api/contacts/:id/lists/:listId': { resubscribe: true },
  'POST /api/contacts/:id/resubscribe': { listIds: [list], note: 'Asked us by phone to be put back.' },
  'POST /api/contact-fields': { key: 'shoe', label: 'Shoe', type: 'text' },
  'PATCH /api/contact-fields/:key': { label: 'Taken over' },
  'POST /api/suppressions': { email: 'never@people.example', note: 'By letter' },
  'PATCH /api/imports/:id': { format: { encoding: 'utf-8', delimiter: ',', header: true } },
  'POST /api/imports/:id/check': plan,
  'POST /api/imports/:id/start': plan,
  'POST /api/preview': { subject: 'Hi', preheader: '', content, contact: { first_name: 'Ana', tags: ['a'] } },
  'POST /api/campaigns': { name: 'Another', content, subject: 'Hi', preheader: '', includeLists: [list] },
  'PATCH /api/campaigns/:id': {
    revision: 1,
    name: 'Taken over',
    fromName: 'Bo',
    fromEmail: person.email,
    replyTo: person.email,
    subject: 'Hi',
    preheader: '',
    content,
    includeLists: [list],
    excludeLists: [],
    trackOpens: true,
    trackClicks: true,
  },
  'POST /api/campaigns/:id/preview': { subject: 'Hi', preheader: '', content, contactId: contact },
  'POST /api/campaigns/:id/test': { to: ['me@people.example'], contactId: contact },
  'POST /api/campaigns/:id/send': { revision: 1 },
  'POST /api/campaigns/:id/schedule': { revision: 1, at: '2099-01-01T09:00', zone: 'UTC' },
  'POST /api/campaigns/:id/resend-uncertain': { contactIds: [contact] },
  'POST /api/campaigns/:id/approval': { revision: 1, comment: 'Please look at the prices.' },
  'POST /api/campaigns/:id/approval/approve': { requestId: approval, comment: 'Go ahead.' },
  'POST /api/campaigns/:id/approval/send-back': { requestId: approval, comment: 'The date is wrong.' },
  'POST /api/campaigns/:id/comments': { text: 'It is in English alone so far.' },
  'POST /api/domain-warm-ups': { domain: 'other.example', startedOn: '2026-11-22', plan: [50, 100] },
  'POST /api/dkim-keys': { domain: 'other.example', selector: 'mm1', algorithm: 'ed25519-sha256' },
  'POST /api/sending-servers': relay('Another relay'),
  'POST /api/sending-servers/check': { server: relay('A try'), from: person.email },
  'PATCH /api/sending-servers/:id': { name: 'Taken over', smtp: relay('').settings, secret: 'theirs' },
  'POST /api/sending-servers/:id/check': { from: person.email },
  'POST /api/delivery/check': { smtpUrl: 'smtp://127.0.0.1:1', from: person.email },
});

/** Makes one of everything in the account of the client. */
export async function makeOneOfEach(database: Database, client: ApiClient, accountId: string) {
  const list = await client.call(createList, { body: { name: 'A list' } });
  const contact = await client.call(createContact, {
    body: { email: 'ana@people.example', listIds: [list.id] },
  });
  const upload = await client.fetch(
    uploadImport,
    { query: { listId: list.id, fileName: 'a.csv' } },
    'email\nbo@people.example\n',
  );
  const campaign = await client.call(createCampaign, {
    body: { name: 'A campaign', starter: 'newsletter', includeLists: [list.id] },
  });
  const { apiKey } = await client.call(createApiKey, { body: { name: 'A key', scopes: ['audience:read'] } });
  const dkimKey = await client.call(createDkimKey, { body: { domain: 'people.example' } });
  await client.call(startDomainWarmUp, { body: { domain: 'people.example' } });
  const sendingServer = await client.call(createSendingServer, { body: relay('A relay') });
  const member = await makeMember(database, accountId, 'analyst');
  const invitation = await client.call(invite, {
    body: { email: 'invited@account.example', role: 'editor' },
  });
  const { items: sessions } = await client.call(listOwnSessions);
  const accountExport = await client.call(askForExport);
  const sandboxMessage = newId();
  const approval = newId();
  const alert = newId();
  const passkey = newId();
  const [provider, identity, accountProvider, accountDomain] = [newId(), newId(), newId(), newId()];
  await database.inAccount(accountId, async (tx) => {
    await tx.execute(sql`
      insert into sandbox_messages (account_id, id, mail_from, rcpt_to, size, raw)
      values (${accountId}, ${sandboxMessage}, 'a@b.example', 'c@d.example', 1, ${Buffer.from('x')})`);
    await tx.execute(sql`
      insert into approvals (account_id, id, campaign_id, shown, revision, recipients, asked_by)
      values (${accountId}, ${approval}, ${campaign.id}, '{}', 1, 1, ${member})`);
    await tx.execute(sql`
      insert into approval_notes (account_id, id, campaign_id, kind, user_id, text)
      values (${accountId}, ${newId()}, ${campaign.id}, 'comment', ${member}, 'Look at this.')`);
    await tx.execute(sql`
      insert into alerts (account_id, id, kind, subject_id, text)
      values (${accountId}, ${alert}, 'server_refused_login', ${sendingServer.id}, 'Look at this.')`);
    await tx.execute(
      sql`insert into contact_fields (account_id, key, label, type) values (${accountId}, 'favourite_colour', 'Favourite colour', 'text')`,
    );
    await tx.execute(
      sql`insert into suppressions (account_id, email_key, reason) values (${accountId}, 'gone@people.example', 'manual')`,
    );
  });
  await database.asSystem(async (tx) => {
    await tx.execute(sql`
      insert into sign_in_providers (id, kind, issuer, label) values (${provider}, 'oidc', 'https://issuer.example', 'Issuer')`);
    await tx.execute(sql`
      insert into account_providers (account_id, id, kind, issuer, label)
      values (${accountId}, ${accountProvider}, 'oidc', 'https://issuer.example', 'Issuer')`);
    await tx.execute(sql`
      insert into account_domains (account_id, id, domain, challenge)
      values (${accountId}, ${accountDomain}, 'people.example', ${newId()})`);
    await tx.execute(sql`
      insert into identities (id, provider_id, subject, user_id, called)
      select ${identity}, ${provider}, user_id::text, user_id, 'ana@elsewhere.example'
      from memberships where account_id = ${accountId} and role = 'owner' order by created_at limit 1`);
  });
  await database.asSystem((tx) =>
    tx.execute(sql`
      insert into passkeys (user_id, id, credential_id, public_key, counter, transports, name, can_sync, is_synced)
      select user_id, ${passkey}, ${Buffer.from(passkey)}, 'x', 0, '{}', 'A phone', false, false
      from memberships where account_id = ${accountId} and role = 'owner'`),
  );
  return {
    passkey,
    identity,
    accountProvider,
    accountDomain,
    account: accountId,
    list: list.id,
    contact: contact.id,
    import: ((await readAnswer(upload)) as { id: string }).id,
    campaign: campaign.id,
    approval,
    apiKey: apiKey.id,
    member,
    invitation: invitation.id,
    session: sessions[0]!.id,
    dkimKey: dkimKey.id,
    sendingServer: sendingServer.id,
    alert,
    export: accountExport.id,
    sandboxMessage,
  };
}
