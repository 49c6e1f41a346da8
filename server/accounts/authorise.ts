import type { FastifyRequest } from 'fastify';
import type { Database } from '#server/platform/database/index.ts';
import { type Authorise, problem, type RouteContract } from '#server/platform/http/index.ts';
import { readApiKey } from './api-keys.ts';
import type { RateLimit } from './rate-limit.ts';
import { may, type Scope } from './scope.ts';
import { sessionToken } from './session-cookie.ts';
import { readSession } from './sessions.ts';

/** Public routes have no account; their handlers must not look at the scope. */
const nobody: Scope = { accountId: '', userId: null, role: 'analyst', credential: 'session' };

/**
 * Turns a request into a Scope: rate limit, cross-site check, credential, permission, in this order.
 * @throws too_many_requests, cross_site, not_logged_in, forbidden
 */
export function createAuthorise(database: Database, limit: RateLimit): Authorise<Scope> {
  return async (contract, request) => {
    limit(contract.rate, request.ip);
    if (contract.permission === 'public') {
      if (contract.path.startsWith('/api/')) refuseCrossSite(contract, request);
      return nobody;
    }
    const scope = await readCredential(database, contract, request);
    if (!scope) throw problem('not_logged_in');
    if (scope.credential === 'session') refuseCrossSite(contract, request);
    if (!may(scope.role, contract.permission)) throw problem('forbidden');
    return scope;
  };
}

async function readCredential(
  database: Database,
  contract: RouteContract,
  request: FastifyRequest,
): Promise<Scope | undefined> {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) {
    if (!contract.credentials.includes('apiKey')) return undefined;
    const key = await readApiKey(database, bearer);
    // Keys act as an admin of their account until they can be narrowed.
    return key && { accountId: key.accountId, userId: null, role: 'admin', credential: 'apiKey' };
  }
  const token = sessionToken(request);
  if (token === undefined || !contract.credentials.includes('session')) return undefined;
  const owner = await readSession(database, token);
  return owner && { ...owner, credential: 'session' };
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
