/**
 * Nobody learns whether an address has a login here (CVE-2024-47059, CVE-2024-47057, CVE-2025-9824). The short form is part of
 * `npm test`; `npm run check -- enumeration` knocks 2,000 times with each kind of address, or as often as it is told.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setUpInstall, startTestApp } from '../app.ts';
import { openRegistration } from '../registration.ts';
import { doorsOf, type Finding, tryDoor } from './doors.ts';

const asked = Number(process.argv[2] ?? 0);
const rounds = asked || 60;
const app = await startTestApp({ TRUST_PROXY: 'true' });
await setUpInstall(app.visitor());
const { client, accountId } = await app.newOperator();
await openRegistration(client);

describe('an address somebody has and one nobody has', () => {
  const findings: Finding[] = [];

  for (const door of doorsOf(app))
    it(`are answered alike, in as much time, by the ${door.name}`, async () => {
      // What comes first finds code and connections cold.
      await tryDoor(app, accountId, door, Math.min(20, rounds));
      let found = await tryDoor(app, accountId, door, rounds);
      // One of a hundred fair doors looks unfair; hardly one of ten thousand does twice.
      if (asked && found.p <= 0.01) found = await tryDoor(app, accountId, door, rounds);
      findings.push(found);
      process.send?.({ news: { figures: figuresOf(findings), faults: [] } });
      assert.equal(found.answers.length, 1, found.answers.join('\n'));
      if (asked) assert.ok(found.p > 0.01, JSON.stringify(found));
      // With 60 samples each the figure spreads by 0.05 around 0.5; what hashes for one alone would show 0 or 1.
      else assert.ok(Math.abs(found.advantage - 0.5) < 0.25, JSON.stringify(found));
    });
});

const figuresOf = (findings: Finding[]) =>
  Object.fromEntries([
    ['samples', rounds],
    ...findings.map(({ door, answers, advantage, p, known, unknown }) => [
      door,
      {
        answers: answers.length,
        p: short(p),
        advantage: short(advantage),
        known: short(known),
        unknown: short(unknown),
      },
    ]),
  ]);
const short = (figure: number) => Number(figure.toPrecision(4));
