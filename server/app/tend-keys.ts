import type { JobHandlers } from '#server/platform/queue/index.ts';
import { dropUnusedKeys, resealSecrets, rewrapKeys } from '#server/platform/secrets/index.ts';
import type { Services } from './open-services.ts';
import { sealedColumns } from './sealed-columns.ts';

type Tended = Pick<Services, 'database' | 'keys' | 'secrets'>;

/** What one round did. `unreadable` is what no key we have opens. */
export interface TendedKeys {
  wrapped: number;
  sealed: number;
  dropped: number;
  unreadable: number;
}

/** Brings everything stored under the current key. May be killed at any time, and run beside itself. */
export async function tendKeys(
  { database, keys, secrets }: Tended,
  signal?: AbortSignal,
): Promise<TendedKeys> {
  const wrapped = await rewrapKeys(database, keys, signal);
  const sealed = await resealSecrets(database, secrets, sealedColumns, signal);
  const dropped = await dropUnusedKeys(database, sealedColumns);
  return {
    wrapped: wrapped.wrapped,
    sealed: sealed.sealed,
    dropped,
    unreadable: wrapped.unreadable + sealed.unreadable,
  };
}

/** Goes on with what a change of the key left undone. */
export const tendKeysJob = 'keys.tend';

export const keysJobs = (services: Tended & Pick<Services, 'log'>): JobHandlers => ({
  async [tendKeysJob](_payload, { signal }) {
    const { unreadable, ...done } = await tendKeys(services, signal);
    if (Object.values(done).some((count) => count > 0)) services.log.info('tended the keys of secrets', done);
    if (unreadable > 0) services.log.warn('some secrets cannot be read with any key', { unreadable });
  },
});
