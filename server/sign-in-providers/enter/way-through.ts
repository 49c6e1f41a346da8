import type { Way } from '#server/sign-in/index.ts';
import type { Provider } from '../issuer/provider.ts';

/**
 * The first step of a login made with a provider: what an account's own opens is bound to that account.
 * @param provedAt when the person showed who they are; a provider that does not tell has proved nothing just now
 */
export const wayThrough = (
  { id, accountId }: Pick<Provider, 'id' | 'accountId'>,
  provedAt: Date = new Date(0),
): Way => ({
  ...(accountId === null ? { providerId: id } : { bound: { accountId, providerId: id } }),
  provedAt: provedAt.toISOString(),
});
