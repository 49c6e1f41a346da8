import { setTimeout as pause } from 'node:timers/promises';
import { accountOfInstall } from '#server/accounts/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import { type DkimKey, DkimKeyError, openKeys, readSealedKeys } from '../dkim/index.ts';
import { AddressError, addressDomain, HeaderError } from '../mime/index.ts';
import type { ServerWays } from '../servers/index.ts';
import type { Connection, Outcome } from '../smtp/index.ts';
import { type Leaving, NoWayError, openConnection } from '../ways/index.ts';
import { buildSystemMail, type InstallSender, type MailInWords } from './build-system-mail.ts';

export interface HandOverDeps {
  database: Database;
  ways: ServerWays;
  secrets: Secrets;
  sender: InstallSender;
}

export interface Letter {
  id: string;
  to: string;
  words: MailInWords;
}

/** Milliseconds for a connection, and then for the message: other jobs of the worker wait meanwhile. */
const PATIENCE = 60_000;

/**
 * Makes a mail of the install and gives it to a mail server, once. It leaves by what serves the whole install: shared
 * sending servers, SMTP_URL, else the sandbox of the operator's account; never by a server of any account's own.
 *
 * @param accountId whose sandbox takes it where nobody runs the install
 * @returns what became of it; it never rejects for an answer
 */
export async function handOver(deps: HandOverDeps, accountId: string, letter: Letter): Promise<Outcome> {
  const { database, ways, secrets, sender } = deps;
  const home = (await database.asSystem(accountOfInstall)) ?? accountId;
  try {
    const fromDomain = addressDomain(sender.from.address);
    const keys = await signingKeys(database, secrets, home, fromDomain);
    const bytes = await buildSystemMail(letter, sender, keys);
    const connection = await open(
      ways,
      { accountId: home, fromDomain, stream: 'transactional', ofInstall: true },
      letter.to,
    );
    return await send(connection, { from: sender.from.address, to: letter.to }, bytes);
  } catch (error) {
    if (error instanceof AddressError || error instanceof HeaderError)
      return { kind: 'rejected', stage: 'rcpt', text: error.message };
    if (error instanceof NoWayError) return { kind: 'deferred', stage: 'connect', text: error.message };
    throw error;
  }
}

/** Keys that the operator set up for the domain. One that cannot be used is no reason to keep people from their accounts. */
async function signingKeys(
  database: Database,
  secrets: Secrets,
  accountId: string,
  fromDomain: string,
): Promise<DkimKey[]> {
  const sealed = await readSealedKeys(database, accountId, fromDomain);
  try {
    return await openKeys(secrets, sealed);
  } catch (error) {
    if (error instanceof DkimKeyError) return [];
    throw error;
  }
}

async function open(ways: ServerWays, leaving: Leaving, to: string): Promise<Connection> {
  const recipientDomain = addressDomain(to);
  const opening = openConnection(
    () => ways.find(leaving, recipientDomain),
    (way, event) => ways.report(way, event),
  );
  const late = new AbortController();
  const tooLate = pause(PATIENCE, undefined, { ref: false, signal: late.signal }).then(() => {
    // Nobody waits for it any more once it opens.
    opening.then(
      (connection) => connection.close(),
      () => {},
    );
    throw new NoWayError('The mail server took more than a minute to open a connection.');
  });
  tooLate.catch(() => {});
  try {
    return await Promise.race([opening, tooLate]);
  } finally {
    late.abort();
  }
}

async function send(
  connection: Connection,
  envelope: { from: string; to: string },
  bytes: Buffer,
): Promise<Outcome> {
  // Cuts off what is in flight and tells what is known of it then.
  const tooLate = setTimeout(() => connection.close(), PATIENCE);
  try {
    return await connection.send(envelope, bytes);
  } finally {
    clearTimeout(tooLate);
    connection.close();
  }
}
