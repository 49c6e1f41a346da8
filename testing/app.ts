import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Role } from '#server/accounts/contract.ts';
import { createAccount } from '#server/accounts/index.ts';
import { type App, buildApp } from '#server/app/build-app.ts';
import type { Services } from '#server/app/open-services.ts';
import { loadConfig } from '#server/platform/config/index.ts';
import { installKeys } from '#server/platform/crypto/index.ts';
import type { Tx } from '#server/platform/database/index.ts';
import { type ApiClient, createClient } from '#server/platform/http/index.ts';
import { type Log, silentLog } from '#server/platform/log/index.ts';
import { createSecrets } from '#server/platform/secrets/index.ts';
import { currentVersions, recordAgreement } from '#server/policies/index.ts';
import { setUp } from '#server/registration/contract.ts';
import { openSession } from '#server/sign-in/index.ts';
import { testDatabase } from './database.ts';
import { makeMember } from './member.ts';

export interface TestApp {
  app: App;
  services: Services;
  url: string;
  /** A client that is not logged in. */
  visitor(): ApiClient;
  /** A new account and a client logged in as its owner. */
  newAccount(): Promise<NewAccount>;
  /** The same for one who runs the install and has shown a second factor in this session. */
  newOperator(): Promise<NewAccount>;
  /** A new user who belongs to an account, and a client logged in as them. */
  newMember(accountId: string, role: Role): Promise<Pick<NewAccount, 'client' | 'userId' | 'cookie'>>;
  /** A client logged in as a user, in an account or in none. */
  logInAs(userId: string, accountId: string | null): Promise<ApiClient>;
}

interface NewAccount {
  client: ApiClient;
  accountId: string;
  userId: string;
  email: string;
  /** Of its session, as a browser sends it. */
  cookie: string;
}

/** The product's web process on a free port with a database of its own, closed when the test file is done. */
export async function startTestApp(env: Record<string, string> = {}, log?: Log): Promise<TestApp> {
  const services = await testServices(env, log);
  const app = await buildApp(services);
  const { contentPort } = services.config;
  const url = await app.server.listen({ port: env.PORT ? services.config.port : 0, host: '127.0.0.1' });
  if (contentPort !== undefined) await app.contentServer.listen({ port: contentPort, host: '127.0.0.1' });
  after(() => app.server.close());
  let made = 0;
  const sessionCookie = services.baseUrl.startsWith('https:') ? '__Host-session' : 'session';
  // Not by logging in, of which one address may do few in a minute.
  const cookieOf = async (userId: string, accountId: string | null, proved = { secondFactor: false }) => {
    const browser = { ip: '127.0.0.1', userAgent: 'test' };
    return `${sessionCookie}=${await openSession(services.database, { userId, accountId }, browser, proved)}`;
  };
  const newAccount = async ({ isOperator }: { isOperator: boolean }) => {
    made += 1;
    const email = `owner${made}@account.example`;
    const owner = await services.database.asSystem((tx) =>
      createAccount(tx, { ...person, email }, { isOperator }),
    );
    await services.database.asSystem((tx) => agreeToAll(tx, owner));
    const cookie = await cookieOf(owner.userId, owner.accountId, { secondFactor: isOperator });
    return { client: createClient(url, { cookie }), email, cookie, ...owner };
  };
  const logInAs = async (userId: string, accountId: string | null) =>
    createClient(url, { cookie: await cookieOf(userId, accountId) });
  return {
    app,
    services,
    url,
    visitor: () => createClient(url),
    newAccount: () => newAccount({ isOperator: false }),
    newOperator: () => newAccount({ isOperator: true }),
    async newMember(accountId, role) {
      const userId = await makeMember(services.database, accountId, role);
      await services.database.asSystem((tx) => agreeToAll(tx, { accountId, userId }));
      const cookie = await cookieOf(userId, accountId);
      return { client: createClient(url, { cookie }), userId, cookie };
    },
    logInAs,
  };
}

/** As registration does; there is nothing to agree to before the install is set up. */
async function agreeToAll(tx: Tx, owner: { accountId: string; userId: string }): Promise<void> {
  const versionIds = (await currentVersions(tx)).map(({ id }) => id);
  await recordAgreement(tx, { ...owner, versionIds, browser: { ip: '127.0.0.1', userAgent: 'test' } });
}

/** What set-up asks for, filled in. */
export const person = {
  name: 'Ana Okafor',
  email: 'ana@account.example',
  password: 'a calm and friendly sentence',
  organisation: 'Okafor & Daughters',
  postalAddress: '1 Harbour Street, Lisbon, Portugal',
  timeZone: 'Europe/Lisbon',
};

/** Sets up the install over HTTP, as the first visitor does. */
export async function setUpInstall(client: ApiClient) {
  return await client.call(setUp, { body: person });
}

/** Services on a fresh database and data folder. */
export async function testServices(
  env: Record<string, string> = {},
  log: Log = silentLog,
): Promise<Services> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mail-minion-data-'));
  after(() => rmSync(dataDir, { recursive: true, force: true }));
  const { database, url } = await testDatabase();
  // Tests ask faster than anybody may; those of the limits set their own.
  const config = loadConfig({
    DATA_DIR: dataDir,
    DATABASE_URL: url,
    REQUESTS_PER_SECOND: '100000',
    ...env,
  });
  const keys = installKeys(config.secretKey, dataDir);
  return {
    config,
    keys,
    secrets: createSecrets({ database, keys }),
    database,
    databaseUrl: url,
    baseUrl: config.baseUrl ?? 'http://mail.test.example',
    log,
    version: 'test',
  };
}
