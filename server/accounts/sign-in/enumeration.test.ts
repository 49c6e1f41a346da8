/** Nobody learns whether an address has a login here (CVE-2024-47059, CVE-2024-47057, CVE-2025-9824). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from '#server/platform/database/index.ts';
import type { RouteContract } from '#server/platform/http/index.ts';
import { startTestApp } from '#testing/app.ts';
import { askForPasswordLink, logIn } from '../contract.ts';

const app = await startTestApp({ TRUST_PROXY: 'true' });
const known: string[] = [];
for (let made = 1; made <= 20; made++) {
  await app.newAccount();
  known.push(`owner${made}@account.example`);
}
const unknown = known.map((_, at) => `noone${at + 1}@account.example`);

const ROUNDS = 60;
let networks = 0;

async function time(contract: RouteContract, body: object): Promise<{ answer: string; took: number }> {
  networks += 1;
  const begun = performance.now();
  const response = await fetch(`${app.url}${contract.path}`, {
    method: contract.method,
    headers: {
      'content-type': 'application/json',
      origin: app.url,
      'x-forwarded-for': `10.${networks >> 8}.${networks & 255}.1`,
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const took = performance.now() - begun;
  const headers = [...response.headers.keys()].filter((name) => name !== 'date').sort();
  return { answer: `${response.status} ${headers} ${text}`, took };
}

/** How often a sample of one is greater than a sample of the other: 0.5 when nothing tells them apart. */
function advantage(ones: number[], others: number[]): number {
  const wins = ones.flatMap((one) => others.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)));
  return wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
}

/** Takes turns, so that whatever else the machine does falls on both alike. */
async function compare(contract: RouteContract, bodyOf: (email: string) => object) {
  const [tookKnown, tookUnknown]: [number[], number[]] = [[], []];
  const answers = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const at = round % known.length;
    // Nobody's wait for the next try begins here.
    if (at === 0) await app.services.database.asSystem((tx) => tx.execute(sql`delete from login_failures`));
    const order = round % 2 ? [known[at]!, unknown[at]!] : [unknown[at]!, known[at]!];
    for (const email of order) {
      const { answer, took } = await time(contract, bodyOf(email));
      answers.add(answer);
      (email === known[at] ? tookKnown : tookUnknown).push(took);
    }
  }
  return { answers, advantage: advantage(tookKnown, tookUnknown) };
}

describe('an address somebody has and one nobody has', () => {
  // With 60 samples each the figure spreads by 0.05 around 0.5; what hashes for one alone would show 0 or 1.
  const isFair = (figure: number) => assert.ok(Math.abs(figure - 0.5) < 0.25, `${figure.toFixed(2)} of 1`);

  it('are answered alike, in as much time, by the login', async () => {
    const seen = await compare(logIn, (email) => ({ email, password: 'a wrong guess' }));
    assert.equal(seen.answers.size, 1, [...seen.answers].join('\n'));
    isFair(seen.advantage);
  });

  it('are answered alike, in as much time, by the forgotten password', async () => {
    const seen = await compare(askForPasswordLink, (email) => ({ email }));
    assert.equal(seen.answers.size, 1, [...seen.answers].join('\n'));
    isFair(seen.advantage);
  });
});
