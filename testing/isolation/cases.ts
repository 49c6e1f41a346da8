import { isForStaff } from '#server/accounts/contract.ts';
import type { ProblemCode, RouteContract } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { bodyFor, nameOf, paramsFor, type Things } from '../every-route.ts';
import type { Caller } from './callers.ts';
import { refusalFor } from './expect.ts';

/** One request and what must come of it. */
export interface Case {
  contract: RouteContract;
  caller: Caller;
  /** In words: whose things it names. */
  about: string;
  params?: Record<string, string> | undefined;
  query?: Record<string, string> | undefined;
  body?: unknown;
  expected: Expected;
}

/**
 * The code of a refusal; `some` for a success; `in` for whoever is let in, whatever comes of it; `nothing` for what names a
 * thing that is not there: 404, 409 where the state is looked at first, or 400 with the field that named it.
 */
export type Expected = ProblemCode | 'some' | 'in' | 'nothing';

/** Routes that let in fewer than their permission says, with what they answer the others. */
function narrower(contract: RouteContract, { isRestricted, isBound }: Caller): ProblemCode | undefined {
  // Other mail servers than the account's own lead into the network of the install.
  if (nameOf(contract) === 'POST /api/delivery/check') return 'forbidden';
  // Leaving the account is the person's own to decide.
  if (isBound && nameOf(contract) === 'POST /api/session/leave-account') return 'bound_session';
  // The sandbox holds mail to anybody.
  if (isRestricted && contract.path.startsWith('/api/sandbox/messages/:id')) return 'not_found';
  return undefined;
}

/** What is made for the one who asked, once, so that the others who may ask find nothing. */
const isForOne = (contract: RouteContract) => nameOf(contract) === 'GET /api/account/exports/:id/file';

/** Whose things a caller is tried with: those that are there for it, and those that must not be. */
export interface Sides {
  own: Things;
  foreign: Things;
}

/** Every request of one caller to one route that is worth making. */
export function* casesOf(contract: RouteContract, caller: Caller, sides: Sides): Generator<Case> {
  const refusal = refusalFor(contract, caller);
  const own = contract.path.startsWith('/api/') ? paramsFor(contract, sides.own) : placeholders(contract);
  const ask = {
    contract,
    caller,
    params: own,
    body: bodyFor(contract, sides.own),
    query: fileQuery(contract, sides.own),
  };
  if (refusal !== undefined) {
    const params = foreignParams(contract, caller, sides);
    if (params) yield { ...ask, about: 'things of another account', params, expected: refusal };
    if (!params || refusal !== 'not_logged_in') yield { ...ask, about: 'its own things', expected: refusal };
    return;
  }
  if (contract.method === 'GET')
    yield {
      ...ask,
      about: 'its own things',
      expected:
        narrower(contract, caller) ??
        (contract.permission === 'public' || needsQuery(contract) || isForOne(contract) ? 'in' : 'some'),
    };
  else if (!own) yield { ...ask, about: 'nothing of anybody', expected: narrower(contract, caller) ?? 'in' };
  if (contract.permission === 'public') return;
  yield* foreignCases(ask, sides);
}

function* foreignCases(ask: Omit<Case, 'about' | 'expected'>, sides: Sides): Generator<Case> {
  const { contract, caller } = ask;
  const expected = 'not_found';
  const foreign = foreignParams(contract, caller, sides);
  const names = Object.keys(foreign ?? {}).filter((name) => foreign![name] !== ask.params?.[name]);
  // All of them, and each alone.
  if (foreign && names.length > 0 && contract.permission !== 'user')
    yield { ...ask, about: 'things of another account', params: foreign, expected };
  for (const name of Object.keys(foreign ?? {}).length > 1 ? names : [])
    yield {
      ...ask,
      about: `${name} of another account`,
      params: { ...ask.params, [name]: foreign![name]! },
      expected,
    };
  if (isForStaff(contract.permission)) return;
  for (const [which, body] of foreignBodies(contract, sides))
    yield {
      ...ask,
      about: `${which} of another account in the body`,
      body,
      expected: contract.permission === 'user' ? 'in' : (narrower(contract, caller) ?? 'nothing'),
    };
  for (const [name, id] of foreignQueries(contract, sides))
    yield {
      ...ask,
      about: `${name} of another account`,
      query: { ...ask.query, [name]: id },
      expected: contract.method === 'GET' ? (narrower(contract, caller) ?? 'in') : expected,
    };
}

/** The body with all it names taken from another account, and with each alone. */
function foreignBodies(contract: RouteContract, { own, foreign }: Sides): [string, unknown][] {
  const right = JSON.stringify(bodyFor(contract, own));
  const kinds = (Object.keys(foreign) as (keyof Things)[]).filter((kind) => own[kind] !== foreign[kind]);
  const wrong = kinds
    .map((kind): [string, unknown] => [kind, bodyFor(contract, { ...own, [kind]: foreign[kind] })])
    .filter(([, body]) => JSON.stringify(body) !== right);
  return wrong.length > 1 ? [['things', bodyFor(contract, foreign)], ...wrong] : wrong;
}

/** Those who run the install may touch every account, so they are tried with what nobody has. */
function foreignParams(
  contract: RouteContract,
  caller: Caller,
  { foreign }: Sides,
): Record<string, string> | undefined {
  if (!contract.path.startsWith('/api/')) return placeholders(contract);
  const params = paramsFor(contract, foreign);
  if (!params || !isForStaff(contract.permission) || !caller.staffRole) return params;
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, uuid.test(value) ? newId() : 'no-such-thing']),
  );
}

/** Fields of the query that would take an id: those that name a thing with every thing there is, others that only read with one. */
function foreignQueries(contract: RouteContract, { own, foreign }: Sides): [string, string][] {
  const { query } = contract;
  if (!query) return [];
  const shape = (query as { shape?: Record<string, unknown> }).shape ?? {};
  const ids = (Object.keys(foreign) as (keyof Things)[])
    .filter((kind) => uuid.test(foreign[kind]) && foreign[kind] !== own[kind])
    .map((kind) => foreign[kind]);
  return Object.keys(shape).flatMap((name) => {
    const isName = /(^id|Ids?|list|campaign|contact|server|key)$/i.test(name);
    return (isName ? ids : contract.method === 'GET' ? ids.slice(0, 1) : [])
      .filter((id) => query.safeParse({ ...fileQuery(contract, own), [name]: id }).success)
      .map((id): [string, string] => [name, id]);
  });
}

const uuid = /^[0-9a-f]{8}-/;
const fileQuery = (contract: RouteContract, { list }: Things) =>
  contract.consumes === 'application/octet-stream' ? { listId: list, fileName: 'a.csv' } : undefined;
const placeholders = (contract: RouteContract) =>
  contract.params &&
  Object.fromEntries([...contract.path.matchAll(/:(\w+)/g)].map(([, name]) => [name!, 'x']));
const needsQuery = ({ query }: RouteContract) => query !== undefined && !query.safeParse({}).success;
