import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { randomToken } from '#server/platform/crypto/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { person, testServices } from '#testing/app.ts';
import { countSystemMails, lastSystemMail } from '#testing/system-mail.ts';
import { createAccount } from '../create-account.ts';
import { systemMailQueue } from './queue-system-mail.ts';
import { openMail } from './sealed-mail.ts';

const services = await testServices();
const { database, secrets } = services;
const queueSystemMail = systemMailQueue(secrets);
const { accountId } = await database.asSystem((tx) => createAccount(tx, person, { isOperator: false }));
const link = 'https://mail.example/reset#a-token-that-is-a-secret';
const letter = (to: string) => ({
  accountId,
  to,
  mail: { kind: 'reset-password', name: 'Ana', link, until: '2026-11-26T09:41:00.000Z' } as const,
});

describe('queueing a mail of the install', () => {
  it('writes it down', async () => {
    await database.asSystem((tx) => queueSystemMail(tx, letter('one@people.example')));
    assert.deepEqual(await lastSystemMail(services, 'one@people.example', 'reset-password'), letter('').mail);
  });

  it('does nothing when the transaction fails', async () => {
    const failing = database.inAccount(accountId, async (tx) => {
      await queueSystemMail(tx, letter('two@people.example'));
      throw new Error('Something else went wrong.');
    });
    await assert.rejects(failing, /went wrong/);
    assert.equal(await countSystemMails(services, 'two@people.example', 'reset-password'), 0);
  });

  it('refuses a link whose secret would stand in logs on the way, not behind the #', async () => {
    const token = randomToken();
    const queue = (link: string) =>
      database.asSystem((tx) =>
        queueSystemMail(tx, { ...letter('four@people.example'), mail: { ...letter('').mail, link } }),
      );
    for (const link of [`https://mail.example/join?by=${token}`, `https://mail.example/join/${token}`])
      await assert.rejects(queue(link), /outside of the fragment/);
    await queue(`https://mail.example/join#${token}`);
  });

  it('keeps what is in it sealed, and bound to its row', async () => {
    await database.inAccount(accountId, (tx) => queueSystemMail(tx, letter('three@people.example')));
    const row = await database.asSystem((tx) =>
      tx.one<{ id: string; content: Buffer; dump: string }>(
        sql`select id, content, m::text as dump from system_mails m where to_address = 'three@people.example'`,
      ),
    );
    assert.ok(!row.content.includes('a-token-that-is-a-secret') && !row.dump.includes('a-token'));
    const another = { accountId, id: '01890000-0000-7000-8000-000000000000' };
    await assert.rejects(openMail(secrets, another, row.content), /belongs to another row/);
  });
});
