import type { Config } from '#server/platform/config/index.ts';
import { secretFileOf } from '#server/platform/crypto/index.ts';

export type KeySource = Pick<Config, 'secretKey' | 'dataDir'>;

/** For people. */
export const whereKeysAre = ({ secretKey, dataDir }: KeySource): string =>
  secretKey === undefined ? secretFileOf(dataDir) : 'SECRET_KEY';
