import { addressesFrom } from '#server/platform/outside/index.ts';
import { createAskOutside, createIssuers } from '#server/sign-in-providers/index.ts';
import type { Services } from './open-services.ts';

/** The conversation with sign-in providers, within what the settings allow. */
export function issuersOf({ config, baseUrl, log }: Services) {
  const resolve = addressesFrom(config.nameServers);
  const { signInPrivateNetworks: reach } = config;
  const ask = {
    install: createAskOutside({ resolve, allowPrivate: reach !== 'none' }),
    account: createAskOutside({ resolve, allowPrivate: reach === 'all' }),
  };
  return createIssuers({ ask, baseUrl, log });
}
