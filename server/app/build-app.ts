import type { FastifyInstance } from 'fastify';
import { accountsRoutes, createAuthorise, createRateLimit, type Scope } from '#server/accounts/index.ts';
import { audienceRoutes, noteSuppressions } from '#server/audience/index.ts';
import { complianceRoutes } from '#server/compliance/index.ts';
import { contentRoutes } from '#server/content/index.ts';
import { createRegistrar, createServer, type RouteContract } from '#server/platform/http/index.ts';
import { reportsRoutes } from '#server/reports/index.ts';
import { dashboardFiles } from './dashboard-files.ts';
import { healthRoutes } from './health.ts';
import type { Services } from './open-services.ts';

export interface App {
  server: FastifyInstance;
  /** Every route of the API, as declared. */
  contracts: readonly RouteContract[];
}

/** Puts the web process together: one line for each domain. Listening is the caller's. */
export async function buildApp(services: Services): Promise<App> {
  const { database, log, version, config } = services;
  const server = await createServer({ log, trustProxy: config.trustProxy });
  const on = createRegistrar<Scope>(server, createAuthorise(database, createRateLimit()));
  const mailRoute = config.smtpUrl ? 'smtp' : 'sandbox';

  healthRoutes(on, { database, version });
  accountsRoutes(on, { database, install: { mailRoute, version } });
  complianceRoutes(on, { database, subscribers: noteSuppressions });
  audienceRoutes(on, { database });
  contentRoutes(on);
  reportsRoutes(on, { database });
  await dashboardFiles(server);
  return { server, contracts: on.contracts };
}
