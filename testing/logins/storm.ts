import { join } from 'node:path';
import { person } from '../app.ts';
import { startPart } from '../part.ts';
import type { Up } from './web-part.ts';

export interface Storm {
  logins: number;
  entered: number;
  turnedAway: number;
  /** Of those turned away, how many were not told when to come again. */
  withoutRetryAfter: number;
  /** Answers of any other status, by status. */
  others: Record<number, number>;
  seconds: number;
  /** Of requests to another route meanwhile, in milliseconds. */
  requests: number;
  p50Ms: number;
  p99Ms: number;
  /** The most that the web process ever held. */
  rssMb: number;
}

/** So many people with the right password, each from a network of their own, at the same moment; and one at work. */
export async function stormOfLogins(
  logins: number,
  after: (end: () => Promise<void>) => void,
): Promise<Storm> {
  const running = new AsyncDisposableStack();
  after(() => running.disposeAsync());
  const { part, up } = await startPart<Up>(join(import.meta.dirname, 'web-part.ts'), running, [
    String(logins),
  ]);
  const { part: atWork } = await startPart(join(import.meta.dirname, 'person-at-work.ts'), running, [
    up.url,
    up.cookie,
  ]);
  await atWork.ask('begin');
  const begun = performance.now();
  const answers = await Promise.all(up.emails.map((email, at) => logIn(up, email, at)));
  const seconds = (performance.now() - begun) / 1000;
  const took = (await atWork.ask<number[]>('end')).sort((a, b) => a - b);
  const away = answers.filter(({ status }) => status === 503);
  const others = answers.filter(({ status }) => status !== 200 && status !== 503);
  const at = (share: number) => Math.round(took[Math.floor(took.length * share)] ?? 0);
  return {
    logins,
    entered: answers.filter(({ status }) => status === 200).length,
    turnedAway: away.length,
    withoutRetryAfter: away.filter(({ retryAfter }) => !(Number(retryAfter) > 0)).length,
    others: countByStatus(others),
    seconds: Math.round(seconds * 100) / 100,
    requests: took.length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    rssMb: Math.round((await part.ask<number>({})) / 1024),
  };
}

function countByStatus(answers: { status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

async function logIn({ url }: Up, email: string, at: number) {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: url,
      'x-forwarded-for': `10.${at >> 8}.${at & 255}.1`,
    },
    body: JSON.stringify({ email, password: person.password }),
  });
  await answer.text();
  return { status: answer.status, retryAfter: answer.headers.get('retry-after') };
}
