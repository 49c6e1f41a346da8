import type { ApiClient } from '#server/platform/http/index.ts';
import { beginAuthenticatorApp, confirmAuthenticatorApp } from '#server/second-factors/contract.ts';
import { codeOf } from './one-time-code.ts';

export { codeOf };

/** Adds an authenticator app to the login of the client's user, as a person does. */
export async function enrolAuthenticator(
  client: ApiClient,
): Promise<{ key: string; recoveryCodes: string[] }> {
  const { key } = await client.call(beginAuthenticatorApp);
  const { recoveryCodes } = await client.call(confirmAuthenticatorApp, { body: { code: codeOf(key) } });
  return { key, recoveryCodes: recoveryCodes ?? [] };
}
