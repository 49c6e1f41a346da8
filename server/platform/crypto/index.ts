export { decryptSecret, encryptSecret } from './envelope.ts';
export { type InstallKeys, installKeys } from './install-keys.ts';
export { type Argon2Options, hashPassword, verifyPassword } from './passwords.ts';
export { randomToken, sha256, timingSafeEqualText } from './tokens.ts';
