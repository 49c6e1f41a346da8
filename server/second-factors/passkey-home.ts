import { isIP } from 'node:net';
import { problem } from '#server/platform/http/index.ts';

/** The name passkeys of this install belong to, and the one address at which browsers let them be used. */
export interface PasskeyHome {
  rpID: string;
  origin: string;
}

/**
 * From the public address of the install. Browsers make passkeys for names alone, not for bare IP addresses, and over TLS,
 * `localhost` excepted.
 * @returns undefined where no browser would
 */
export function passkeyHome(baseUrl: string): PasskeyHome | undefined {
  const { hostname, origin, protocol } = new URL(baseUrl);
  if (isIP(hostname.replace(/^\[|\]$/g, ''))) return undefined;
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost');
  return protocol === 'https:' || isLocal ? { rpID: hostname, origin } : undefined;
}

/** @throws blocked */
export function requirePasskeyHome(baseUrl: string): PasskeyHome {
  const home = passkeyHome(baseUrl);
  if (!home)
    throw problem(
      'blocked',
      'Browsers make passkeys for an https address with a name alone (or for localhost). The operator sets it as BASE_URL.',
    );
  return home;
}
