import type { FastifyRequest } from 'fastify';
import { isForStaff, unattendedHeader } from '#server/accounts/contract.ts';
import {
  type Browser,
  type CallerLimit,
  isBound,
  missing,
  noteCaller,
  type RateLimit,
  readApiKey,
  requireProof,
  requireStanding,
  type Scope,
} from '#server/accounts/index.ts';
import { type Database, restrictedMember, restrictTo } from '#server/platform/database/index.ts';
import { type Authorise, type Permission, problem, type RouteContract } from '#server/platform/http/index.ts';
import { requireConfirmed } from '../confirm-address.ts';
import type { LoginRates } from '../guessing/login-rates.ts';
import { sessionToken } from '../session-cookie.ts';
import { readSession } from '../sessions.ts';
import { requireAgreement } from './require-agreement.ts';

/** Public routes have no account; their handlers must not look at the scope. */
const nobody: Omit<Scope, 'browser'> = {
  accountId: '',
  userId: null,
  role: 'analyst',
  credential: 'session',
  isOperator: false,
  staffRole: null,
  session: null,
  apiKey: null,
};

/** What a user who belongs to no account may still use: what is about the user alone, and running the install. */
const worksWithoutAccount = (permission: Permission) => permission === 'user' || isForStaff(permission);

/**
 * Turns a request into a Scope: limits, cross-site check, credential, permission, proof, policies, in this order.
 * @throws too_many_requests, cross_site, not_logged_in, no_account, forbidden, out_of_scope, second_factor_needed,
 * step_up_needed, bound_session, single_sign_on_needed, must_accept, not_confirmed
 */
export function createAuthorise(
  database: Database,
  limits: { network: RateLimit; logins: LoginRates; caller: CallerLimit },
): Authorise<Scope> {
  // After the cross-site check: no page elsewhere may use up the tries of its visitors.
  const countLogin = async (contract: RouteContract, request: FastifyRequest) => {
    if (contract.rate === 'login') await limits.logins(request.ip);
  };
  return async (contract, request) => {
    limits.network(contract.rate, request.ip);
    if (contract.permission === 'public') {
      if (contract.path.startsWith('/api/')) refuseCrossSite(contract, request);
      await countLogin(contract, request);
      return { ...nobody, browser: browserOf(request) };
    }
    const scope = await readCredential(database, contract, request);
    if (!scope) throw problem('not_logged_in');
    noteCaller(request, scope);
    if (scope.credential === 'session') refuseCrossSite(contract, request);
    await countLogin(contract, request);
    limits.caller(contract.rate, scope, request);
    if (!scope.accountId && !worksWithoutAccount(contract.permission)) throw problem('no_account');
    const lacking = missing(scope, contract);
    if (lacking) throw refusal(scope, lacking);
    if (contract.allLists && restrictedMember() !== null) throw problem('forbidden', contract.allLists);
    if (isForStaff(contract.permission)) requireSecondFactor(scope);
    requireOwnMeans(contract, scope);
    if (contract.stepUp) requireProof(scope);
    await requireStanding(database, contract, scope);
    await requireAgreement(database, contract, scope);
    if (contract.confirmed) await requireConfirmed(database, scope.accountId);
    return scope;
  };
}

function refusal({ apiKey, isOperator }: Scope, permission: Permission): Error {
  // Who does not run the install need not know what there is for those who do.
  if (isForStaff(permission) && !isOperator) return problem('not_found');
  if (isForStaff(permission))
    return problem(
      'forbidden',
      'Your role among those who run this install does not allow this. Ask an admin of the install.',
    );
  if (!apiKey) return problem('forbidden');
  return problem(
    'out_of_scope',
    `This API key may not do this: it lacks ${permission}. Make a key that has it, under Settings → API keys.`,
  );
}

async function readCredential(
  database: Database,
  contract: RouteContract,
  request: FastifyRequest,
): Promise<Scope | undefined> {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) {
    if (!contract.credentials.includes('apiKey'))
      throw problem('not_logged_in', 'An API key does not open this. Log in to the dashboard instead.');
    const { accountId, ...apiKey } = await readApiKey(database, bearer, request.ip);
    // What its scopes leave, of what an admin may do.
    return { ...nobody, accountId, role: 'admin', credential: 'apiKey', browser: browserOf(request), apiKey };
  }
  const token = sessionToken(request);
  if (token === undefined || !contract.credentials.includes('session')) return undefined;
  const unattended = request.headers[unattendedHeader] !== undefined;
  const owner = await readSession(database, token, { unattended });
  if (!owner) return undefined;
  const { isRestricted, ...who } = owner;
  if (isRestricted) restrictTo(who.userId);
  return { ...who, credential: 'session', browser: browserOf(request), apiKey: null };
}

const browserOf = (request: FastifyRequest): Browser => ({
  ip: request.ip,
  userAgent: request.headers['user-agent'] ?? '',
});

/**
 * What an account's provider vouches for opens the account and nothing of the person; where an account wants its members to
 * come in through its provider, nothing else opens the account.
 * @throws bound_session, single_sign_on_needed
 */
function requireOwnMeans({ permission, whenBound }: RouteContract, scope: Scope): void {
  if (permission === 'user' && !whenBound && isBound(scope)) throw problem('bound_session');
  const { owedProvider = null } = scope.session ?? {};
  const isOfAccount = permission !== 'user' && !isForStaff(permission);
  if (owedProvider !== null && isOfAccount)
    throw problem('single_sign_on_needed', undefined, { providerId: owedProvider });
}

/** A password alone must not open what reaches all accounts. @throws second_factor_needed */
function requireSecondFactor({ session }: Scope): void {
  if (!session?.secondFactor) throw problem('second_factor_needed');
}

/**
 * A browser tells in Sec-Fetch-Site where a request comes from; older ones send Origin. A request that could change
 * something must show one of them and must come from our own pages.
 */
function refuseCrossSite(contract: RouteContract, request: FastifyRequest): void {
  if (contract.method === 'GET') return;
  const site = request.headers['sec-fetch-site'];
  if (site === 'same-origin') return;
  const origin = request.headers.origin;
  if (site === undefined && origin !== undefined && sameHost(origin, request.host)) return;
  throw problem('cross_site');
}

function sameHost(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}
