export { decryptSecret, encryptSecret } from './envelope.ts';
export { type InstallKeys, installKeys } from './install-keys.ts';
export { TooManyHashes } from './limit-hashes.ts';
export { type Argon2Options, hashPassword, needsRehash, verifyPassword } from './passwords.ts';
export { randomToken, sha256, timingSafeEqualText } from './tokens.ts';
