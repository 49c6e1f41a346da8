import pg from 'pg';
import type { Scope } from '#server/accounts/index.ts';
import {
  discardFailedJobs,
  getHealthOfInstall,
  type HealthOfInstall,
  healthStates,
  retryFailedJobs,
} from '#server/operator/contract.ts';
import type { Database } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import type { Services } from '../open-services.ts';
import { addressChecks } from './address-checks.ts';
import type { Look } from './check.ts';
import { databaseChecks } from './database-checks.ts';
import { machineChecks } from './machine-checks.ts';
import { processChecks } from './process-checks.ts';
import { discardJobs, listFailedJobs, queueChecks, retryJobs } from './queue-checks.ts';
import { sendingChecks } from './sending-checks.ts';

interface Deps {
  services: Services;
  /** Of the install itself. */
  mailMode: 'sandbox' | 'smtp';
}

/** How the install is, for those who run it. */
export function healthOfInstallRoutes(on: Registrar<Scope>, { services, mailMode }: Deps): void {
  on.on(getHealthOfInstall, ({ request }) =>
    asOwner(services.databaseUrl, async (client) => {
      const [[work, database], sending, address, machine] = await Promise.all([
        workAndDatabase(client, services.database),
        group('Sending', sendingChecks(services.database, mailMode)),
        group('Address', addressChecks(services, request)),
        group('Machine', machineChecks(services)),
      ]);
      const groups = [work, sending, database, address, machine];
      return {
        at: new Date().toISOString(),
        state: worst(groups),
        groups,
        failedJobs: await listFailedJobs(client),
      };
    }),
  );
  on.on(retryFailedJobs, async ({ body }) => ({
    jobs: await asOwner(services.databaseUrl, (client) => retryJobs(client, body.ids)),
  }));
  on.on(discardFailedJobs, async ({ body }) => ({
    jobs: await asOwner(services.databaseUrl, (client) => discardJobs(client, body.ids)),
  }));
}

type Groups = HealthOfInstall['groups'];

/** Both ask over the one connection of the owner, which takes one question at a time. */
const workAndDatabase = async (client: pg.Client, database: Database) =>
  [
    await group('Work', [...processChecks(client, database), ...queueChecks(client)]),
    await group('Database', databaseChecks(client)),
  ] as const;

/** One look after another: the times that some of them measure are their own alone. */
async function group(label: string, looks: Look[]): Promise<Groups[number]> {
  const checks: Groups[number]['checks'] = [];
  for (const look of looks) checks.push(await look());
  return { label, checks };
}

const worst = (groups: Groups) =>
  groups
    .flatMap(({ checks }) => checks)
    .map(({ state }) => state)
    .filter((state) => state !== 'unknown')
    .reduce((one, other) => (healthStates.indexOf(one) > healthStates.indexOf(other) ? one : other), 'ok');

/** The queue, and what others do in the database, are seen by the owner alone. */
async function asOwner<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'mail-minion health',
    connectionTimeoutMillis: 5_000,
    statement_timeout: 10_000,
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
