import assert from 'node:assert/strict';
import { request } from 'node:http';
import { describe, it } from 'node:test';
import { createServer } from '#server/platform/http/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import { startTestApp } from '#testing/app.ts';

const app = await startTestApp();

describe('requests that no browser of an honest person sends', () => {
  it('are refused when what they call the host could become markup or a rule of a policy', async () => {
    for (const host of ['x"><script>alert(1)</script>', 'a; script-src *', "a'b", '[::1', 'a:b', 'a/b'])
      assert.equal(await statusFor(host), 400, host);
    for (const host of ['localhost', 'mail.example.com:3000', '127.0.0.1:1', '[::1]:3000', 'nas_2.local'])
      assert.equal(await statusFor(host), 200, host);
  });

  it('are refused when what a believed proxy passes on as the scheme is none', async () => {
    const server = await createServer({ log: silentLog, trustProxy: true });
    const url = await server.listen({ port: 0, host: '127.0.0.1' });
    const statusWith = async (scheme: string) =>
      (await fetch(`${url}/`, { headers: { 'x-forwarded-proto': scheme } })).status;
    const [bad, good] = [
      ['https; script-src *', '"><script>', 'javascript', 'http, ftp'],
      ['https', 'http', 'ftp, https'],
    ];
    for (const scheme of bad!) assert.equal(await statusWith(scheme), 400, scheme);
    for (const scheme of good!) assert.equal(await statusWith(scheme), 404, scheme);
    await server.close();
  });

  it('are told of once when they come through a proxy that is not believed', async () => {
    const lines: string[] = [];
    const log = { ...silentLog, warn: (message: string) => void lines.push(message) };
    const server = await createServer({ log, trustProxy: false });
    const url = await server.listen({ port: 0, host: '127.0.0.1' });
    for (let times = 0; times < 3; times += 1)
      await fetch(`${url}/`, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    await server.close();
    assert.deepEqual(
      lines.map((line) => line.includes('TRUST_PROXY')),
      [true],
    );
  });

  it('cannot fill the log with reports of what a policy stopped', async () => {
    const report = { type: 'csp-violation', body: { effectiveDirective: 'img-src', blockedURL: 'inline' } };
    const send = () =>
      fetch(`${app.url}/policy-reports`, {
        method: 'POST',
        headers: { 'content-type': 'application/reports+json' },
        body: JSON.stringify(Array(50).fill(report)),
      });
    const answers = await Promise.all(Array.from({ length: 70 }, send));
    assert.ok(answers.some(({ status }) => status === 429));
  });
});

function statusFor(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(`${app.url}/healthz`, { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on('error', reject).end();
  });
}
