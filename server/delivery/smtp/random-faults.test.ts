import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Act, type Script, startScriptedSmtpServer } from '#testing/scripted-smtp-server.ts';
import { otherExample } from '#testing/tls-certificate.ts';
import { type Outcome, parseSmtpUrl, RouteError, smtpTransport } from './index.ts';

const SESSIONS = 80;
const MESSAGES = 5;

const EHLOS = ['250 x', '250-x\r\n250 PIPELINING', '250-x\r\n250-PIPELINING\r\n250 STARTTLS'];
const CHUNKING = '250-x\r\n250-PIPELINING\r\n250-CHUNKING\r\n250 STARTTLS';
const TWO_REPLIES = '250 ok\r\n250 ok';
const FAULTS: Act[] = [
  'drop',
  'reset',
  'hang',
  '421 4.3.2 bye',
  '451 4.1.1 later',
  '550 5.1.1 no',
  'garbage',
  '354 go',
  '250 ok',
  '250-a\r\n250 b',
  '250-a\r\n550 b',
  TWO_REPLIES,
  '\0\0',
  `250 ${'x'.repeat(70_000)}`,
];

/** Numbers that look random and are the same in every run (a linear congruential generator). */
function dice(seed: number) {
  let state = seed;
  const chance = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return { chance, pick: <T>(list: T[]): T => list[Math.floor(chance() * list.length)]! };
}

type Sent = { outcome: Outcome; bytes: Buffer; mayEnd: boolean };

async function session(seed: number): Promise<{ sent: Sent[]; seen: Buffer[] }> {
  const { chance, pick } = dice(seed);
  const EHLO = pick([...EHLOS, CHUNKING, CHUNKING]);
  // Where all leaves at once, a reply too many cannot be told from the next one.
  const possible = EHLO === CHUNKING ? FAULTS.filter((fault) => fault !== TWO_REPLIES) : FAULTS;
  const acts = (polite: string) =>
    Array.from({ length: MESSAGES }, () => (chance() < 0.85 ? polite : pick(possible)));
  const script: Script = {
    EHLO,
    STARTTLS: '220 go',
    tls: otherExample,
    isBytewise: chance() < 0.2,
    MAIL: acts('250 ok'),
    RCPT: acts('250 ok'),
    DATA: acts('354 go'),
    dot: acts('250 queued'),
    BDAT: Array.from({ length: MESSAGES }, () =>
      chance() < 0.85 ? '250 queued' : pick([...possible, '502 what?']),
    ),
    RSET: acts('250 ok'),
    ...(chance() < 0.2 && {
      inBody: { after: pick([1, 70_000, 300_000]), act: pick<Act>(['drop', 'reset', '552 big', '421 bye']) },
    }),
  };
  const server = await startScriptedSmtpServer(script);
  const timeouts = { connect: 20_000, greeting: 20_000, envelope: 300, block: 300, dot: 300 };
  const route = { ...parseSmtpUrl(`smtp://127.0.0.1:${server.port}?certificate=any`), timeouts };
  const sent: Sent[] = [];
  try {
    const connection = await smtpTransport.open(route);
    for (let i = 0; i < MESSAGES && connection.usable; i++) {
      const lines = pick([0, 10, 1_000, 6_000]);
      const bytes = Buffer.from(
        `Id: ${seed}.${i}\r\n\r\n${'.y\r\n'.repeat(lines)}${'y\r\n'.repeat(lines * 10)}`,
      );
      const mayEnd = chance() < 0.9;
      const message = chance() < 0.3 ? new Promise<Buffer>((made) => setImmediate(made, bytes)) : bytes;
      const outcome = await connection.send(
        { from: 'a@b.example', to: 'c@d.example' },
        message,
        () => mayEnd,
      );
      sent.push({ outcome, bytes, mayEnd });
    }
    connection.close();
  } catch (error) {
    assert.ok(error instanceof RouteError, String(error));
  }
  await server.close();
  return { sent, seen: server.messages.map(({ bytes }) => bytes) };
}

test('whatever a server does, what is said of a message is true', async () => {
  const kinds = new Set<string>();
  for (let first = 0; first < SESSIONS; first += 8) {
    const batch = Array.from({ length: 8 }, (_, i) => session(first + i + 1));
    for (const { sent, seen } of await Promise.all(batch)) {
      for (const { outcome, bytes, mayEnd } of sent) {
        const { kind, stage } = outcome;
        const times = seen.filter((octets) => octets.equals(bytes)).length;
        const whole = `${kind} at ${stage}: ${outcome.text.slice(0, 80)}`;
        kinds.add(kind);
        assert.ok(times <= 1, `seen twice though ${whole}`);
        if (kind === 'accepted') assert.equal(times, 1, `not seen though ${whole}`);
        if (!mayEnd) assert.equal(times, 0, `seen though held back, ${whole}`);
        if (kind !== 'accepted' && stage !== 'dot') assert.equal(times, 0, `seen though ${whole}`);
        if (kind === 'unknown') assert.equal(stage, 'dot');
      }
    }
  }
  assert.deepEqual([...kinds].sort(), ['accepted', 'deferred', 'rejected', 'unknown']);
});
