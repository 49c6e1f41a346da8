import { readSecretFile } from '#server/platform/crypto/index.ts';
import { processName } from '#server/platform/processes/index.ts';
import { followKeys as follow } from '#server/platform/secrets/index.ts';
import type { Services } from './open-services.ts';

/** Lets a process follow the install's key while that is changed. @param part which process it is */
export async function followKeys(
  { config, database, keys, log }: Services,
  part: 'web' | 'worker',
): Promise<{ stop(): Promise<void> }> {
  return await follow({
    database,
    keys,
    process: processName(part),
    readSecrets: () => (config.secretKey === undefined ? readSecretFile(config.dataDir) : []),
    log,
    onUnknownKey({ message }) {
      // Going on would mean secrets it cannot open, and links that nobody else made but it cannot read.
      log.error(`${message} Add it to SECRET_KEY and start again: see docs/keys.md.`);
      process.exit(1);
    },
  });
}
