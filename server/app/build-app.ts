import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import {
  accountsRoutes,
  createCallerLimit,
  createOnce,
  createRateLimit,
  type Scope,
  systemMailQueue,
  tellQuotas,
  tellSessionEnd,
} from '#server/accounts/index.ts';
import { activityRoutes, createRecorder } from '#server/activity/index.ts';
import { audienceRoutes, noteSuppressions } from '#server/audience/index.ts';
import { campaignsRoutes, haltCampaigns, releaseList, reviewApprovals } from '#server/campaigns/index.ts';
import { closingRoutes } from '#server/closing/index.ts';
import { complianceRoutes } from '#server/compliance/index.ts';
import { contentRoutes, mailFrameRoutes } from '#server/content/index.ts';
import {
  createTestSender,
  createWays,
  createWebVersions,
  deliveryRoutes,
  type MailWay,
  type MxWays,
  mailWay,
  smtpTransport,
} from '#server/delivery/index.ts';
import { operatorRoutes } from '#server/operator/index.ts';
import type { Tx } from '#server/platform/database/index.ts';
import {
  createRegistrar,
  createServer,
  type Registrar,
  type RouteContract,
} from '#server/platform/http/index.ts';
import { createNameServers } from '#server/platform/outside/index.ts';
import { openPlaces } from '#server/platform/places/index.ts';
import { policiesRoutes } from '#server/policies/index.ts';
import { registrationRoutes } from '#server/registration/index.ts';
import { reportsRoutes } from '#server/reports/index.ts';
import { secondFactorRoutes } from '#server/second-factors/index.ts';
import { createAuthorise, createLoginRates, signInRoutes } from '#server/sign-in/index.ts';
import { providerRoutes } from '#server/sign-in-providers/index.ts';
import { teamRoutes } from '#server/team/index.ts';
import {
  createIngest,
  createLinkMaker,
  followStoppedLinks,
  startRecorder,
  type TrackingDeps,
  trackingRoutes,
} from '#server/tracking/index.ts';
import { buildContentServer, contentOrigin } from './content-origin.ts';
import { dashboardFiles } from './dashboard-files.ts';
import { exportParts } from './export-parts.ts';
import { healthRoutes } from './health/ready.ts';
import { healthOfInstallRoutes } from './health/routes.ts';
import { installSender } from './install-sender.ts';
import { issuersOf } from './issuers-of.ts';
import { isLocalAddress } from './local-address.ts';
import type { Services } from './open-services.ts';
import { policyReports } from './policy-reports.ts';
import { safeguardsOf } from './safeguards.ts';
import { straightWays } from './straight-ways.ts';
import { holdForArrivals, trackingSubscribers } from './subscriptions.ts';

export interface App {
  server: FastifyInstance;
  /** The server of CONTENT_PORT: mail written by others, on an origin of its own. */
  contentServer: FastifyInstance;
  /** Every route of the API, as declared. */
  contracts: readonly RouteContract[];
}

/** Puts the web process together: one line for each domain. Listening is the caller's. */
export async function buildApp(services: Services): Promise<App> {
  const { database, log, version, config, keys, secrets, baseUrl } = services;
  const server = await createServer({ log, trustProxy: config.trustProxy, publicUrl: config.baseUrl });
  const activity = createRecorder({ database, keys: keys.activity, log });
  server.addHook('onClose', () => activity.settled());
  tellQuotas(server);
  tellSessionEnd(server);
  const authorise = createAuthorise(database, {
    network: createRateLimit(),
    logins: createLoginRates(database, keys.signIn),
    caller: createCallerLimit(config.requestsPerSecond),
  });
  const on = createRegistrar<Scope>(server, activity.tellingRefusals(authorise), {
    once: createOnce({ database, secrets }),
    watch: activity.watch,
  });
  const links = createLinkMaker({ baseUrl, keys: keys.links });
  const way = mailWay({ ...config, sandboxKeys: keys.sandbox });
  const origin = contentOrigin(config);
  const safeguards = safeguardsOf(services);
  const { mailRouteOf } = safeguards;
  const places = openPlaces(config.placesFile, log);
  server.addHook('onClose', async () => places.close());
  const nameServers = createNameServers({ servers: config.nameServers });
  server.addHook('onClose', async () => nameServers.close());

  healthRoutes(on, { database, version });
  healthOfInstallRoutes(on, { services, mailMode: way.mode });
  const shared = {
    database,
    install: { mailRouteOf, version, placeOf: places.of },
    baseUrl,
    queueSystemMail: systemMailQueue(secrets),
    haltSending: (tx: Tx, accountId: string, notice: string) =>
      haltCampaigns(tx, safeguards, accountId, notice),
    onAccountChanged: (tx: Tx, accountId: string) => reviewApprovals(tx, safeguards, accountId),
    secrets,
  };
  accountsRoutes(on, shared);
  policiesRoutes(on, { database });
  activityRoutes(on, { ...shared, activity: { keys: keys.activity, keepDays: config.activityKeepDays } });
  signInRoutes(on, { ...shared, key: keys.signIn });
  secondFactorRoutes(on, shared);
  closingRoutes(on, {
    ...shared,
    closingDays: config.closingDays,
    log,
    exportParts: exportParts(() => on.contracts),
    version,
  });
  registrationRoutes(on, {
    ...shared,
    isPublic: config.baseUrl !== undefined && !isLocalAddress(config.baseUrl),
    formKeys: keys.forms,
  });
  teamRoutes(on, shared);
  providerRoutes(on, { ...shared, issuers: issuersOf(services), nameServers });
  complianceRoutes(on, { database, subscribers: noteSuppressions });
  audienceRoutes(on, { database, onDeletingList: releaseList });
  contentRoutes(on);
  const renderWebVersion = createWebVersions({ database, links });
  const stoppedLinks = await followStoppedLinks(database);
  server.addHook('onClose', async () => stoppedLinks.stop());
  const shown = { renderWebVersion, areLinksStopped: stoppedLinks.includes };
  await publicLinks(on, server, services, { ...shown, contentAddressFor: origin.addressFor });
  mailFrameRoutes(on, { parentFor: origin.dashboardFor });
  const contentServer = await buildContentServer(services, origin, { database, keys: keys.links, ...shown });
  server.addHook('onClose', () => contentServer.close());
  const mx = straightWays(services);
  server.addHook('onClose', async () => mx.close());
  const ways = waysOfWeb(server, services, way, mx);
  deliveryRoutes(on, {
    database,
    mailWay: way,
    mx,
    secrets,
    sandboxKeep: config.sandboxKeep,
    ways,
    sender: installSender(services),
  });
  campaignsRoutes(on, {
    database,
    sendTest: createTestSender({ database, ways, links, secrets }),
    outward: { baseUrl, mailRouteOf },
    safeguards,
  });
  reportsRoutes(on, { database });
  operatorRoutes(on, { ...shared, activityKeys: keys.activity });
  policyReports(server, log);
  await dashboardFiles(server, origin.addressFor);
  return { server, contentServer, contracts: on.contracts };
}

/** For test mails, which this process sends: the ways that the worker's mail takes. */
function waysOfWeb(
  server: FastifyInstance,
  { database, config, secrets, log }: Services,
  way: MailWay,
  mx: MxWays,
) {
  const ways = createWays({
    database,
    log,
    mx,
    transport: smtpTransport,
    mailWay: way,
    secrets,
    connections: config.smtpConnections,
  });
  server.addHook('onClose', () => ways.stop());
  return ways;
}

/** The links in mails. Events they still hold reach the database before the server is closed. */
async function publicLinks(
  on: Registrar<Scope>,
  server: FastifyInstance,
  { database, keys, config, log }: Services,
  shown: Pick<TrackingDeps, 'renderWebVersion' | 'areLinksStopped' | 'contentAddressFor'>,
): Promise<void> {
  const ingest = createIngest(database, trackingSubscribers, holdForArrivals);
  const recorder = await startRecorder({ ingest, folder: join(config.dataDir, 'spool'), log });
  server.addHook('onClose', () => recorder.stop());
  trackingRoutes(on, { database, keys: keys.links, recorder, ...shown });
}
