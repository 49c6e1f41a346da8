import { randomUUID } from 'node:crypto';
import type { RouteContract } from '#server/platform/http/index.ts';
import { openSession } from '#server/sign-in/index.ts';
import type { TestApp } from '../app.ts';
import { bodyFor, nameOf, paramsFor, type Things } from '../every-route.ts';

/** An answer as it comes over the wire, headers and all. */
export interface Asked {
  route: string;
  method: string;
  status: number;
  text: string;
}

/** How a request is made: right, or wrong so that nothing is done. */
type Manner = 'right' | 'wrong';

/** Who asks: somebody with a fresh session for each request, so that none can end another’s; or nobody. */
export interface Asker {
  userId: string;
  accountId: string;
  secondFactor: boolean;
}

/**
 * Asks every route that reads, as it should be asked, and every route at all, as it should not. What changes something is
 * asked wrongly alone.
 */
export async function askEverything(
  app: TestApp,
  things: Things,
  asker: Asker | undefined,
): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const contract of app.app.contracts) {
    if (contract.method === 'GET') asked.push(await ask(app, contract, things, asker, 'right'));
    if (canBeWrong(contract)) asked.push(await ask(app, contract, things, asker, 'wrong'));
  }
  return asked;
}

/** What takes nothing cannot be asked for wrongly: it would be done, and end the sessions of others, for example. */
const canBeWrong = ({ method, params, body }: RouteContract) =>
  method === 'GET' || params !== undefined || body !== undefined;

async function ask(
  app: TestApp,
  contract: RouteContract,
  things: Things,
  asker: Asker | undefined,
  manner: Manner,
): Promise<Asked> {
  const params = manner === 'right' ? paramsOf(contract, things) : {};
  const path = contract.path.replace(/:(\w+)/g, (_all, name: string) =>
    encodeURIComponent(params[name] ?? randomUUID()),
  );
  const hasBody = contract.method !== 'GET' && contract.body !== undefined;
  const response = await fetch(`${app.url}${path}${manner === 'wrong' ? '?nobody=asks' : ''}`, {
    method: contract.method,
    redirect: 'manual',
    headers: {
      'sec-fetch-site': 'same-origin',
      ...(asker ? { cookie: await sessionOf(app, asker) } : {}),
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
    },
    ...(hasBody ? { body: JSON.stringify(unacceptable(bodyFor(contract, things))) } : {}),
  });
  const headers = [...response.headers].map((header) => header.join(': ')).join('\n');
  const text = `${headers}\n\n${await response.text()}`;
  return { route: nameOf(contract), method: contract.method, status: response.status, text };
}

function paramsOf(contract: RouteContract, things: Things): Record<string, string> {
  try {
    return paramsFor(contract, things) ?? {};
  } catch {
    return {};
  }
}

/** Right but for one field too many and one of the wrong kind, so that what is told of a refusal is told. */
const unacceptable = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && !Array.isArray(body)
    ? {
        ...body,
        ...Object.fromEntries(
          Object.keys(body)
            .slice(0, 1)
            .map((key) => [key, { not: 'this' }]),
        ),
      }
    : { not: 'this' };

async function sessionOf({ services }: TestApp, { userId, accountId, secondFactor }: Asker): Promise<string> {
  const browser = { ip: '127.0.0.1', userAgent: 'test' };
  return `session=${await openSession(services.database, { userId, accountId }, browser, { secondFactor })}`;
}
