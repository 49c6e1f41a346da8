import assert from 'node:assert/strict';
import { request } from 'node:http';
import { describe, it } from 'node:test';
import { person, startTestApp, type TestApp } from '#testing/app.ts';
import { setUpCode } from './set-up-code.ts';

/** Sets up as a request with these headers; answers the status and the fields at fault. */
function setUpWith(
  { url }: TestApp,
  headers: Record<string, string>,
  code?: string,
): Promise<[number, unknown]> {
  return new Promise((resolve, reject) => {
    const asked = request(
      `${url}/api/setup`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers },
      },
      async (answer) => {
        const text = (await answer.toArray()).join('');
        resolve([answer.statusCode ?? 0, JSON.parse(text).error?.fields]);
      },
    );
    asked.on('error', reject).end(JSON.stringify({ ...person, ...(code !== undefined && { code }) }));
  });
}

describe('an install that nobody has set up', () => {
  it('is set up by a stranger neither through a name that was led here nor through a proxy', async () => {
    const app = await startTestApp();
    const strange: Record<string, string>[] = [
      { host: 'rebound.example:3000', origin: 'http://rebound.example:3000' },
      { host: '192.168.1.4:3000' },
      { host: 'localhost', 'x-forwarded-for': '203.0.113.4' },
      { host: 'localhost', forwarded: 'for=203.0.113.4' },
    ];
    for (const headers of strange)
      for (const code of [undefined, '', 'aaaa-aaaa-aaaa']) {
        const [status, fields] = await setUpWith(app, headers, code);
        assert.equal(status, 400, JSON.stringify(headers));
        assert.ok(fields && 'code' in (fields as object));
      }
    const [status] = await setUpWith(app, { host: 'localhost:3000' });
    assert.equal(status, 201);
  });

  it('with a public address asks for the code wherever one comes from, and takes it as people type it', async () => {
    const app = await startTestApp({ BASE_URL: 'https://mail.example.com' });
    const { asksForCode } = (await (await fetch(`${app.url}/api/setup`)).json()) as { asksForCode: boolean };
    assert.equal(asksForCode, true);
    assert.equal((await setUpWith(app, { host: 'localhost' }))[0], 400);
    const typed = ` ${setUpCode(app.services.keys.forms).toUpperCase().replaceAll('-', ' ')}`;
    assert.equal((await setUpWith(app, { host: 'mail.example.com' }, typed))[0], 201);
  });
});
