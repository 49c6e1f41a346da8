import type { FastifyRequest } from 'fastify';
import {
  assignPlan,
  loginKey,
  type QueueSystemMail,
  type Told,
  writeAccount,
  writeProfile,
} from '#server/accounts/index.ts';
import { sha256 } from '#server/platform/crypto/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { currentVersions, recordAgreement } from '#server/policies/index.ts';
import {
  holdAddress,
  noteRegistration,
  purgeUnlessConfirmed,
  readInvitation,
  readMode,
  requireWay,
  sendConfirmation,
} from '#server/registration/index.ts';
import type { Session } from '#server/sign-in/contract.ts';
import { browserOf, type Entrance, type Exchange, enter } from '#server/sign-in/index.ts';
import { findInvitation } from '#server/team/index.ts';
import { type Place, placeByDomain } from '../domains/by-domain.ts';
import type { Provider, Vouched } from '../issuer/provider.ts';
import { anyProvider } from '../set-up/providers.ts';
import { browserToken, forgetBrowser, keepBrowser, type Wish } from './attempts.ts';
import { tie } from './identities.ts';
import { wayThrough } from './way-through.ts';

export type NewcomerDeps = Entrance & { baseUrl: string; queueSystemMail: QueueSystemMail };

const MINUTES = 10;

/**
 * Keeps whom a provider vouches for while they fill in what is missing for an account of their own.
 * @throws sign_in_refused, in words that say what to do, for who may not open one
 */
export async function greetNewcomer(
  { database }: Pick<Entrance, 'database'>,
  exchange: Exchange,
  provider: Provider,
  vouched: Vouched,
  hash: string | undefined,
): Promise<void> {
  const email = requireProvedEmail(provider, vouched);
  await database.asSystem(async (tx) => {
    await refuseKnown(tx, provider, email);
    await requireAdmission(tx, provider, hash);
    const wish = hash === undefined ? {} : { invitationHash: hash };
    await keepNewcomer(tx, exchange, provider, { ...vouched, email }, wish);
  });
}

/** Keeps for this browser whom a provider vouches for, as the provider calls them. */
export async function keepNewcomer(
  tx: Tx,
  { request, reply }: Exchange,
  provider: Provider,
  { subject, email, name }: Vouched,
  { invitationHash = null, joiningHash = null }: { [hash in keyof Wish]: string | null },
): Promise<void> {
  await tx.execute(sql`delete from sign_in_newcomers where expires_at < now()`);
  await tx.execute(sql`
    insert into sign_in_newcomers (browser_hash, provider_id, subject, email, name, invitation_hash, joining_hash, expires_at)
    values (${sha256(keepBrowser(request, reply))}, ${provider.id}, ${subject}, ${email}, ${name},
            ${invitationHash}, ${joiningHash}, now() + make_interval(mins => ${MINUTES}))`);
}

function requireProvedEmail(provider: Provider, { provedEmail }: Vouched): string {
  if (provider.registers && provedEmail !== undefined) return provedEmail;
  const linkIt = notLinkedYet(provider);
  throw problem(
    'sign_in_refused',
    provider.registers
      ? `${linkIt} To open an account with it, ${provider.label} would have to vouch for your email address, and it does not.`
      : linkIt,
  );
}

export const notLinkedYet = ({ label }: Provider) =>
  `Nobody here logs in with it yet. If you have a login here, use that, then link ${label} under Settings, Security.`;

/** Only who reads that mailbox, by the word of a provider that those who run the install chose, gets to hear it. */
async function refuseKnown(tx: Tx, { label }: Provider, email: string): Promise<void> {
  const known = await tx.maybeOne(sql`select from users where email_key = ${loginKey(email)}`);
  if (known)
    throw problem(
      'sign_in_refused',
      `There is a login with the address ${email} here, which ${label} does not open yet. Log in as you usually do, then link ${label} under Settings, Security.`,
    );
}

async function requireAdmission(tx: Tx, { label }: Provider, hash: string | undefined): Promise<void> {
  const mode = await readMode(tx);
  if (mode === 'open') return;
  const invited = hash === undefined ? undefined : await readInvitation(tx, { hash });
  // What those who run the install prepared opens whoever else may register.
  if (invited && (mode === 'invitation' || invited.organisation !== null)) return;
  throw problem(
    'sign_in_refused',
    `Nobody here logs in with that ${label} login, and accounts are opened by invitation alone or not at all. Ask whoever runs this install.`,
  );
}

export interface Newcomer {
  provider: Pick<Provider, 'id' | 'accountId' | 'label'>;
  subject: string;
  email: string;
  name: string;
  /** Of an invitation to register. */
  invitationHash: string | null;
  /** Of an invitation to an account, which they join; null for who opens one. */
  joiningHash: string | null;
}

/** Who is about to open an account in a browser, or to join one, by the word of a provider that lets them. @throws sign_in_over */
async function findNewcomer(tx: Tx, browser: string): Promise<Newcomer> {
  const found = await tx.maybeOne<Newcomer>(sql`
    select json_build_object('id', p.id, 'accountId', p.account_id, 'label', p.label) as provider, n.subject, n.email, n.name,
      n.invitation_hash as "invitationHash", n.joining_hash as "joiningHash"
    from sign_in_newcomers n join ${anyProvider} p on p.id = n.provider_id
    where p.enabled and (p.registers or p.account_id is not null or n.joining_hash is not null)
      and n.browser_hash = ${sha256(browser)} and n.expires_at > now()`);
  if (!found) throw problem('sign_in_over');
  return found;
}

/** The place by its domain for an address that an account's own provider vouched for; null for the install's providers. */
export async function placeOf(
  tx: Tx,
  { accountId }: Newcomer['provider'],
  email: string,
  find: typeof placeByDomain,
): Promise<Place | null> {
  if (accountId === null) return null;
  const place = await find(tx, accountId, email);
  if (!place) throw problem('sign_in_over');
  return place;
}

/** What they are shown before they do. @throws sign_in_over; not_found when their invitation is not good any more */
export async function readNewcomer(tx: Tx, browser: string) {
  const { name, email, provider, joiningHash } = await findNewcomer(tx, browser);
  const joining =
    joiningHash !== null
      ? await findInvitation(tx, { hash: joiningHash })
      : await placeOf(tx, provider, email, placeByDomain);
  return { name, email, provider: provider.label, joining, policies: await currentVersions(tx) };
}

interface Rest extends Told {
  name: string;
  organisation: string;
  postalAddress: string;
  timeZone: string;
  agreedTo: string[];
}

/**
 * Opens an account for a newcomer: as registering does, without a password, and linked with the login elsewhere. Mail leaves
 * once the address is confirmed by mail, as for everybody.
 * @throws sign_in_over, forbidden, already_exists, invalid_input, conflict
 */
export async function registerNewcomer(deps: NewcomerDeps, exchange: Exchange, rest: Rest): Promise<Session> {
  const browser = browserOf(exchange.request);
  const made = await deps.database.asSystem(async (tx) => {
    const { agreedTo, ...told } = rest;
    const newcomer = await takeNewcomer(tx, exchange.request);
    const { invitationHash: hash, joiningHash, provider } = newcomer;
    // Nobody vouched for the address of who is on their way to join, or an account's own provider did.
    if (joiningHash !== null || provider.accountId !== null) throw problem('sign_in_over');
    const way = await requireWay(tx, hash === null ? undefined : { hash });
    if (await holdAddress(tx, newcomer.email))
      throw problem(
        'already_exists',
        'There is a login with this address by now. Log in, then link your login.',
      );
    const given = { ...told, email: newcomer.email, passwordHash: null };
    const owner = await writeAccount(tx, given, { isOperator: false, isConfirmed: false });
    await writeProfile(tx, owner.userId, told);
    await noteRegistration(tx, owner, way.kind, browser);
    if (way.planId) await assignPlan(tx, owner.accountId, way.planId);
    await recordAgreement(tx, { ...owner, versionIds: agreedTo, browser, toAll: true });
    await tieNewcomer(tx, newcomer, owner.userId);
    await purgeUnlessConfirmed(tx, owner.accountId);
    await sendConfirmation(tx, deps, { ...owner, name: rest.name, email: newcomer.email });
    return { owner, provider };
  });
  forgetBrowser(exchange.request, exchange.reply);
  // There is nothing yet that could be in wrong hands: a first passkey can be added at once.
  const way = wayThrough(made.provider, new Date());
  return await enter(deps, exchange, made.owner, { secondFactor: false, way });
}

/** @throws already_exists when the login elsewhere was tied to somebody meanwhile */
export async function tieNewcomer(tx: Tx, newcomer: Newcomer, userId: string): Promise<void> {
  if ((await tie(tx, newcomer.provider, newcomer, userId)) === undefined)
    throw problem(
      'already_exists',
      `This login of ${newcomer.provider.label} opens a login here by now. Log in with it.`,
    );
}

/** Of two forms sent at once one is taken; one that is refused can be sent again. @throws sign_in_over */
export async function takeNewcomer(tx: Tx, request: FastifyRequest): Promise<Newcomer> {
  const browser = browserToken(request);
  const newcomer = await findNewcomer(tx, browser);
  const taken = await tx.execute(sql`delete from sign_in_newcomers where browser_hash = ${sha256(browser)}`);
  if (!taken) throw problem('sign_in_over');
  return newcomer;
}
