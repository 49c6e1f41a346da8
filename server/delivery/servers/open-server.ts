import { type Secrets, UnreadableSecretError } from '#server/platform/secrets/index.ts';
import { type Connection, type Route, RouteError, type Transport } from '../smtp/index.ts';
import { PrivateHostError, publicAddressesOf } from './public-host.ts';
import { routeOfServer } from './route-of-server.ts';
import type { ServerRow } from './server-row.ts';
import { openServerSecret } from './server-secret.ts';

export type OpenDeps = {
  transport: Transport;
  secrets: Secrets;
};

/** A relay as a row of the table. */
export type RelayRow = Extract<ServerRow, { kind: 'smtp' }>;

/** Opens a connection to a relay. @throws {RouteError} */
export async function openRelay({ transport, secrets }: OpenDeps, row: RelayRow): Promise<Connection> {
  return await transport.open(await guardedRoute(row, await secretOf(secrets, row)));
}

/**
 * The route to a relay. One that no operator vouches for is looked up here and connected to by address, so that its
 * name cannot lead into the private network.
 *
 * @throws {RouteError}
 */
export async function guardedRoute(
  { settings, trusted }: Pick<RelayRow, 'settings' | 'trusted'>,
  secret: string | null,
): Promise<Route> {
  const route = routeOfServer(settings, secret);
  if (trusted) return route;
  try {
    return { ...route, addresses: await publicAddressesOf(settings.host) };
  } catch (cause) {
    const isPrivate = cause instanceof PrivateHostError;
    throw new RouteError({
      stage: 'connect',
      reason: isPrivate ? 'unreachable' : 'dns',
      encrypted: false,
      text: isPrivate
        ? cause.message
        : `There is no server named ${settings.host}, or the name servers did not answer.`,
      cause,
    });
  }
}

/**
 * The opened password or token. One that cannot be read is no login at all: the server is paused like a refused one. When
 * the database is away meanwhile, it is not.
 *
 * @throws {RouteError}
 */
export async function secretOf(secrets: Secrets, row: RelayRow): Promise<string | null> {
  if (row.secret === null) return null;
  try {
    return await openServerSecret(secrets, row, row.secret);
  } catch (cause) {
    if (!(cause instanceof UnreadableSecretError))
      throw new RouteError({
        stage: 'connect',
        reason: 'unreachable',
        encrypted: false,
        text: 'Its password could not be looked up just now.',
        cause,
      });
    const text = cause.message;
    throw new RouteError({ stage: 'auth', reason: 'auth-refused', encrypted: false, text, cause });
  }
}
