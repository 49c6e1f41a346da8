import { isForStaff } from '#server/accounts/contract.ts';
import type { RouteContract } from '#server/platform/http/index.ts';
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
 * A status; `some` for a success; `in` for whoever is let in, whatever comes of it; `nothing` for what names a thing that is
 * not there: 404, 409 where the state is looked at first, or 400 with the field that named it.
 */
export type Expected = number | 'some' | 'in' | 'nothing';

/** Routes that let in fewer than their permission says, with what they answer the others. */
const narrower: Record<string, number> = {
  // Other mail servers than the account's own lead into the network of the install.
  'POST /api/delivery/check': 403,
};

interface Sides {
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
    if (!params || refusal !== 401) yield { ...ask, about: 'its own things', expected: refusal };
    return;
  }
  if (contract.method === 'GET')
    yield {
      ...ask,
      about: 'its own things',
      expected: contract.permission === 'public' || needsQuery(contract) ? 'in' : 'some',
    };
  else if (!own) yield { ...ask, about: 'nothing of anybody', expected: narrower[nameOf(contract)] ?? 'in' };
  if (contract.permission === 'public') return;
  yield* foreignCases(ask, sides);
}

function* foreignCases(ask: Omit<Case, 'about' | 'expected'>, sides: Sides): Generator<Case> {
  const { contract, caller } = ask;
  const expected = 404;
  const foreign = foreignParams(contract, caller, sides);
  // All of them, and each alone.
  if (foreign && contract.permission !== 'user')
    yield { ...ask, about: 'things of another account', params: foreign, expected };
  const names = Object.keys(foreign ?? {});
  for (const name of names.length > 1 ? names : [])
    yield {
      ...ask,
      about: `${name} of another account`,
      params: { ...ask.params, [name]: foreign![name]! },
      expected,
    };
  if (isForStaff(contract.permission)) return;
  const body = bodyFor(contract, sides.foreign);
  if (JSON.stringify(body) !== JSON.stringify(ask.body))
    yield {
      ...ask,
      about: 'things of another account in the body',
      body,
      expected: contract.permission === 'user' ? 'in' : 'nothing',
    };
  for (const [name, id] of foreignQueries(contract, sides.foreign))
    yield {
      ...ask,
      about: `${name} of another account`,
      query: { ...ask.query, [name]: id },
      expected: contract.method === 'GET' ? 'in' : expected,
    };
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

/** Every field of the query that names a thing, with every thing it might be. */
function foreignQueries(contract: RouteContract, foreign: Things): [string, string][] {
  const shape = (contract.query as { shape?: Record<string, unknown> } | undefined)?.shape ?? {};
  const names = Object.keys(shape).filter((name) =>
    /(^id|Ids?|list|campaign|contact|server|key)$/i.test(name),
  );
  return names.flatMap((name) =>
    Object.values(foreign)
      .filter((value) => uuid.test(value))
      .map((id): [string, string] => [name, id]),
  );
}

const uuid = /^[0-9a-f]{8}-/;
const fileQuery = (contract: RouteContract, { list }: Things) =>
  contract.consumes === 'application/octet-stream' ? { listId: list, fileName: 'a.csv' } : undefined;
const placeholders = (contract: RouteContract) =>
  contract.params &&
  Object.fromEntries([...contract.path.matchAll(/:(\w+)/g)].map(([, name]) => [name!, 'x']));
const needsQuery = ({ query }: RouteContract) => query !== undefined && !query.safeParse({}).success;
