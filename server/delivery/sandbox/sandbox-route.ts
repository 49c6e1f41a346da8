import { createHmac } from 'node:crypto';
import { type PurposeKeys, timingSafeEqualText } from '#server/platform/crypto/index.ts';
import { DEFAULT_TIMEOUTS, type Route } from '../smtp/index.ts';

/**
 * The way into the sandbox for one account. It logs in as the account itself, so that its mail lands with it alone.
 *
 * @param keys KeyRing.sandbox
 */
export function sandboxRoute(port: number, keys: PurposeKeys, accountId: string): Route {
  return {
    host: '127.0.0.1',
    port,
    secure: false,
    starttls: 'off',
    verifyCertificate: true,
    auth: { user: accountId, pass: sandboxPassword(keys.current, accountId) },
    name: 'mail-minion.localhost',
    timeouts: DEFAULT_TIMEOUTS,
  };
}

/** Whether this proves to the sandbox that mail comes from the account. */
export const isSandboxPassword = (keys: PurposeKeys, accountId: string, password: string): boolean =>
  keys.all.some((key) => timingSafeEqualText(password, sandboxPassword(key, accountId)));

const sandboxPassword = (key: Buffer, accountId: string) =>
  createHmac('sha256', key).update(accountId).digest('base64url');
