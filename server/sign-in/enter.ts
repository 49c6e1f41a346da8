import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  accountToEnter,
  type Browser,
  describeBrowser,
  type QueueSystemMail,
} from '#server/accounts/index.ts';
import { attribute } from '#server/activity/index.ts';
import { randomToken } from '#server/platform/crypto/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import type { Session } from './contract.ts';
import { describeSession, type Install } from './describe-session.ts';
import { deviceToken, setDeviceCookie } from './devices/device-cookie.ts';
import { greetDevice } from './devices/known-devices.ts';
import { mailAccountOf } from './mail-account.ts';
import { setSessionCookie } from './session-cookie.ts';
import { insertSession, type Way } from './sessions.ts';

/** The way in, for every kind of proof. */
export interface Entrance {
  database: Database;
  install: Install;
  queueSystemMail: QueueSystemMail;
}

/** Who asks, and where the answer goes. */
export interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
}

export const browserOf = (request: FastifyRequest): Browser => ({
  ip: request.ip,
  userAgent: request.headers['user-agent'] ?? '',
});

/**
 * Lets a person in who has proved enough: a new session, the cookies of it and of the device, and a mail to them when the
 * device is new. Every way of logging in ends here. Without an account it is the one the person used last.
 */
export async function enter(
  { database, install, queueSystemMail }: Entrance,
  { request, reply }: Exchange,
  { userId, ...known }: { userId: string; accountId?: string | null },
  { secondFactor, way = {} }: { secondFactor: boolean; way?: Way },
): Promise<Session> {
  const device = deviceToken(request) ?? randomToken();
  const browser = browserOf(request);
  attribute(request, { userId, ...known, ...(way.bound && { accountId: way.bound.accountId }) });
  const { accountId, session } = await database.asSystem(async (tx) => {
    const accountId = way.bound?.accountId ?? known.accountId ?? (await accountToEnter(tx, userId));
    const greeted = await greetDevice(tx, userId, device, browser);
    if (greeted.isNew) await tellOfNewDevice(tx, { install, queueSystemMail }, userId, browser);
    const proved = { newDevice: greeted.isNew, deviceId: greeted.id, secondFactor, way };
    return { accountId, session: await insertSession(tx, { accountId, userId }, browser, proved) };
  });
  setSessionCookie(request, reply, session);
  setDeviceCookie(request, reply, device);
  const isBound = way.bound !== undefined;
  return await describeSession(database, { accountId, userId, isBound }, install);
}

async function tellOfNewDevice(
  tx: Tx,
  { install, queueSystemMail }: Pick<Entrance, 'install' | 'queueSystemMail'>,
  userId: string,
  browser: Browser,
): Promise<void> {
  // An address that nobody has proved may be a stranger's, whose mailbox is not to be filled by logging in.
  const person = await tx.maybeOne<{ email: string; name: string }>(
    sql`select email, name from users where id = ${userId} and confirmed_at is not null`,
  );
  if (!person) return;
  const { email, name } = person;
  const accountId = await mailAccountOf(tx, userId);
  const place = install.placeOf(browser.ip) ?? '';
  await queueSystemMail(tx, {
    accountId,
    to: email,
    mail: { kind: 'new-device', name, place, ...doneIn(browser) },
  });
}

/** From where something was done, as mails say it. */
export const doneIn = ({ ip, userAgent }: Browser) => ({
  device: describeBrowser(userAgent),
  ip,
  at: new Date().toISOString(),
});
