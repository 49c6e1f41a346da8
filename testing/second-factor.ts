import { Secret, TOTP } from 'otpauth';
import { beginAuthenticatorApp, confirmAuthenticatorApp } from '#server/accounts/contract.ts';
import type { ApiClient } from '#server/platform/http/index.ts';

/** The code an authenticator app shows; `steps` of 30 seconds from now. */
export const codeOf = (key: string, steps = 0) =>
  TOTP.generate({ secret: Secret.fromBase32(key), timestamp: Date.now() + steps * 30_000 });

/** Adds an authenticator app to the login of the client's user, as a person does. */
export async function enrolAuthenticator(
  client: ApiClient,
): Promise<{ key: string; recoveryCodes: string[] }> {
  const { key } = await client.call(beginAuthenticatorApp);
  const { recoveryCodes } = await client.call(confirmAuthenticatorApp, { body: { code: codeOf(key) } });
  return { key, recoveryCodes: recoveryCodes ?? [] };
}
