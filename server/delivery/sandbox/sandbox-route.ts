import { createHmac } from 'node:crypto';
import { DEFAULT_TIMEOUTS, type Route } from '../smtp/index.ts';

/**
 * The way into the sandbox for one account. It logs in as the account itself, so that its mail lands with it alone.
 *
 * @param key InstallKeys.sandbox
 */
export function sandboxRoute(port: number, key: Buffer, accountId: string): Route {
  return {
    host: '127.0.0.1',
    port,
    secure: false,
    starttls: 'off',
    verifyCertificate: true,
    auth: { user: accountId, pass: sandboxPassword(key, accountId) },
    name: 'mail-minion.localhost',
    timeouts: DEFAULT_TIMEOUTS,
  };
}

/** What proves to the sandbox that mail comes from this account. */
export function sandboxPassword(key: Buffer, accountId: string): string {
  return createHmac('sha256', key).update(accountId).digest('base64url');
}
