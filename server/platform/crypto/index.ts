export { decrypt, encrypt } from './envelope.ts';
export {
  installKeys,
  newSecret,
  readSecretFile,
  readSecrets,
  secretFileOf,
  writeSecretFile,
} from './install-keys.ts';
export { type FormerKeys, type InstallKey, KeyRing, type PurposeKeys, soleKey } from './key-ring.ts';
export { type Argon2Options, hashPassword, needsRehash, verifyPassword } from './passwords.ts';
export { randomToken, sha256, timingSafeEqualText } from './tokens.ts';
export { TooManyWaiting, turnstile } from './turnstile.ts';
