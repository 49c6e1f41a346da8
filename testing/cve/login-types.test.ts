/** Logging in compares text with text: phpList 2020 (`==` on hashes), and what NoSQL and JSON make of other types. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { person, startTestApp } from '../app.ts';

const app = await startTestApp({ TRUST_PROXY: 'true' });
await app.newAccount();
const email = 'owner1@account.example';

/** What stands for a password, or an address, in languages that compare loosely. */
const others: unknown[] = [
  true,
  0,
  1,
  null,
  [],
  [person.password],
  {},
  { $ne: '' },
  { $gt: '' },
  { toString: person.password },
  '0e462097431906509019562988736854',
  '0',
  '',
  `${person.password}\u0000`,
  `${person.password} `,
  person.password.toUpperCase(),
];

describe('phpList 2020 (type juggling): a login', () => {
  let networks = 0;
  const logIn = async (body: unknown) => {
    networks += 1;
    const answer = await fetch(`${app.url}/api/session`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: app.url,
        'x-forwarded-for': `10.1.${networks}.1`,
      },
      body: JSON.stringify(body),
    });
    await answer.text();
    return answer;
  };

  it('takes nothing but the password for the password', async () => {
    for (const password of others) {
      const { status, headers } = await logIn({ email, password });
      // After some wrong ones whoever tries has to wait.
      assert.ok([400, 401, 429].includes(status), `${JSON.stringify(password)}: ${status}`);
      assert.deepEqual(headers.getSetCookie(), []);
    }
  });

  it('takes nothing but text for the address', async () => {
    for (const wrong of [
      [email],
      { $gt: '' },
      true,
      0,
      null,
      `${email}\u0000`,
      `%`,
      `_wner1@account.example`,
    ])
      assert.notEqual((await logIn({ email: wrong, password: person.password })).status, 200);
  });
});
