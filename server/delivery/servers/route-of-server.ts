import { DEFAULT_TIMEOUTS, type Route } from '../smtp/index.ts';
import type { SmtpSettings } from './contract.ts';

/** How a relay is talked to. `secret` is the opened password or token; null when it asks for no login. */
export function routeOfServer(settings: SmtpSettings, secret: string | null): Route {
  const { host, port, encryption, user, login, verifyCertificate, ehloName } = settings;
  return {
    host,
    port,
    secure: encryption === 'tls',
    starttls: starttls[encryption],
    verifyCertificate,
    ...(user !== '' && secret !== null && { auth: { user, pass: secret, kind: login } }),
    ...(ehloName !== null && { name: ehloName }),
    timeouts: DEFAULT_TIMEOUTS,
  };
}

const starttls = {
  tls: 'off',
  starttls: 'required',
  starttls_if_offered: 'optional',
  none: 'off',
} as const satisfies Record<SmtpSettings['encryption'], Route['starttls']>;
