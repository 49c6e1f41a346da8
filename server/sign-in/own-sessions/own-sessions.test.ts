import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as activityContract from '#server/activity/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { createClient } from '#server/platform/http/index.ts';
import { person, startTestApp } from '#testing/app.ts';
import { writeMmdb } from '#testing/mmdb.ts';
import { countSystemMails, lastSystemMail } from '#testing/system-mail.ts';
import { temporaryFolder } from '#testing/temporary-folder.ts';
import * as contract from '../contract.ts';
import { openSession } from '../sessions.ts';

const placesFile = join(await temporaryFolder(), 'places.mmdb');
const names = (en: string) => ({ names: { en } });
await writeFile(
  placesFile,
  writeMmdb('DBIP-City-Lite', { '8.8.4.0/24': { city: names('Lisbon'), country: names('Portugal') } }),
);
const app = await startTestApp({ TRUST_PROXY: 'true', PLACES_FILE: placesFile });
const { database } = app.services;

/** A person with sessions of several browsers. */
async function loggedIn(...userAgents: string[]) {
  const { client, accountId } = await app.newAccount();
  const { user } = await client.call(contract.getSession);
  const others = [];
  for (const userAgent of userAgents) {
    const token = await openSession(database, { accountId, userId: user.id }, { ip: '8.8.4.4', userAgent });
    others.push(createClient(app.url, { cookie: `session=${token}` }));
  }
  return { client, others, userId: user.id, email: user.email };
}

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1';

describe('a person’s sessions', () => {
  it('are listed with browser, place and time, the one that asks first', async () => {
    const { client } = await loggedIn(firefox, safari);
    const { items } = await client.call(contract.listOwnSessions);
    assert.deepEqual(
      items.map(({ browser, ip, place, isLocal, isThis }) => ({ browser, ip, place, isLocal, isThis })),
      [
        { browser: 'A program', ip: '127.0.0.1', place: null, isLocal: true, isThis: true },
        {
          browser: 'Safari on iPhone',
          ip: '8.8.4.4',
          place: 'Lisbon, Portugal',
          isLocal: false,
          isThis: false,
        },
        {
          browser: 'Firefox on Linux',
          ip: '8.8.4.4',
          place: 'Lisbon, Portugal',
          isLocal: false,
          isThis: false,
        },
      ],
    );
  });

  it('end one by one, at once', async () => {
    const { client, others } = await loggedIn(firefox, safari);
    const { items } = await others[0]!.call(contract.listOwnSessions);
    await client.call(contract.endOwnSession, { params: { id: items[0]!.id } });
    await assert.rejects(others[0]!.call(contract.getSession), { code: 'not_logged_in' });
    await others[1]!.call(contract.getSession);
    await assert.rejects(client.call(contract.endOwnSession, { params: { id: items[0]!.id } }), {
      code: 'not_found',
    });
  });

  it('end everywhere else', async () => {
    const { client, others } = await loggedIn(firefox, safari);
    assert.deepEqual(await client.call(contract.endOtherSessions), { ended: 2 });
    for (const other of others)
      await assert.rejects(other.call(contract.getSession), { code: 'not_logged_in' });
    await client.call(contract.getSession);
  });
});

describe('the activity log', () => {
  it('tells the place of what somebody did', async () => {
    const { client, email } = await loggedIn();
    const answer = await fetch(`${app.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: app.url, 'x-forwarded-for': '8.8.4.4' },
      body: JSON.stringify({ email, password: person.password }),
    });
    assert.equal(answer.status, 200);
    const { items } = await client.call(activityContract.listActivity, { query: { what: 'session.open' } });
    assert.deepEqual(
      items.map(({ place }) => place),
      ['Lisbon, Portugal'],
    );
  });
});

describe('a browser that logs in', () => {
  const logIn = async (email: string, userAgent: string, ip: string, cookie = '') => {
    const answer = await fetch(`${app.url}/api/session`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: app.url,
        'user-agent': userAgent,
        'x-forwarded-for': ip,
        cookie,
      },
      body: JSON.stringify({ email, password: person.password }),
    });
    assert.equal(answer.status, 200);
    return answer.headers.getSetCookie().map((set) => set.split(';')[0]!);
  };
  const newest = async (userId: string) => {
    const { isNew } = await database.asSystem((tx) =>
      tx.one<{ isNew: boolean }>(
        sql`select new_device as "isNew" from sessions where user_id = ${userId} order by created_at desc limit 1`,
      ),
    );
    return isNew;
  };

  it('is new when its cookie is unknown and none like it was used in its network', async () => {
    const { email, userId } = await loggedIn();
    const cookies = await logIn(email, firefox, '8.8.4.4');
    assert.equal(await newest(userId), false, 'the very first one is not news');
    await logIn(email, firefox.replaceAll('140', '141'), '8.8.4.5');
    assert.equal(await newest(userId), false, 'its cookies were cleared');
    await logIn(email, safari, '9.9.9.9', cookies.join('; '));
    assert.equal(await newest(userId), false, 'its cookie is known');
    assert.equal(await countSystemMails(app.services, email, 'new-device'), 0);
    await logIn(email, safari, '8.8.4.4');
    assert.equal(await newest(userId), true);
    const mail = await lastSystemMail(app.services, email, 'new-device');
    assert.deepEqual([mail.device, mail.ip, mail.place], ['Safari on iPhone', '8.8.4.4', 'Lisbon, Portugal']);
    await logIn(email, firefox, '1.1.1.1');
    assert.equal(await newest(userId), true);
  });

  it('keeps a device cookie that no script reads and that opens nothing', async () => {
    const { email } = await loggedIn();
    const [, device] = await logIn(email, firefox, '8.8.4.4');
    assert.match(device ?? '', /^device=[\w-]{43}$/);
    await assert.rejects(createClient(app.url, { cookie: device! }).call(contract.getSession), {
      code: 'not_logged_in',
    });
  });
});
