import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createRateLimit, type Scope } from '#server/accounts/index.ts';
import { mailFrameRoutes } from '#server/content/index.ts';
import type { Config } from '#server/platform/config/index.ts';
import { createRegistrar, createServer, problem } from '#server/platform/http/index.ts';
import type { Log } from '#server/platform/log/index.ts';
import { type WebVersionDeps, webVersionRoutes } from '#server/tracking/index.ts';

/** Where mail written by others is shown, apart from the dashboard and its cookie. */
export interface ContentOrigin {
  /** Its address for whoever asks, without a slash at its end; empty where mail is shown under the dashboard's own. */
  addressFor(request: FastifyRequest): string;
  /** The dashboard's origin, as whoever asks for a frame knows it. */
  dashboardFor(request: FastifyRequest): string;
}

/**
 * Without BASE_URL both ports are reached by the name the reader typed. Behind a proxy nobody but the operator knows
 * whether a second address leads here: that takes CONTENT_URL.
 */
export function contentOrigin({ baseUrl, contentUrl, contentPort, port }: Config): ContentOrigin {
  const at = ({ protocol, hostname }: FastifyRequest, onPort: number) =>
    `${protocol}://${hostname}:${onPort}`;
  const isApart = contentPort !== undefined && (contentUrl !== undefined || baseUrl === undefined);
  return {
    addressFor: (request) => (isApart ? (contentUrl ?? at(request, contentPort)) : ''),
    dashboardFor: (request) => {
      if (baseUrl !== undefined) return new URL(baseUrl).origin;
      return isApart ? at(request, port) : `${request.protocol}://${request.host}`;
    },
  };
}

/** The server behind CONTENT_PORT: two routes, no cookie is read or set, and nothing of an account but what a link opens. */
export async function buildContentServer(
  { config, log }: { config: Config; log: Log },
  origin: ContentOrigin,
  webVersion: WebVersionDeps,
): Promise<FastifyInstance> {
  const server = await createServer({
    log,
    trustProxy: config.trustProxy,
    publicUrl: config.contentUrl ?? config.baseUrl,
  });
  const limit = createRateLimit();
  const on = createRegistrar<Scope>(server, async (contract, request) => {
    limit(contract.rate, request.ip);
    if (contract.permission !== 'public') throw problem('not_found');
    return undefined as unknown as Scope;
  });
  mailFrameRoutes(on, { parentFor: origin.dashboardFor });
  webVersionRoutes(on, webVersion);
  return server;
}
