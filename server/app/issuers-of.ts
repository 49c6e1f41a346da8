import { createAskOutside, createIssuers } from '#server/accounts/index.ts';
import { addressesFrom } from '#server/platform/outside/index.ts';
import type { Services } from './open-services.ts';

/** The conversation with sign-in providers, within what the settings allow. */
export function issuersOf({ config, baseUrl, log }: Services) {
  const askOutside = createAskOutside({
    resolve: addressesFrom(config.nameServers),
    allowPrivate: config.signInPrivateNetworks !== 'none',
  });
  return createIssuers({ askOutside, baseUrl, log });
}
