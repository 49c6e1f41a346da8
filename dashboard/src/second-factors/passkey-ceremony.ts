import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import type { CallResult } from '#server/platform/http/contract.ts';
import type { askForLogInByPasskey, askForNewPasskey } from '#server/second-factors/contract.ts';

/** Lets the browser make a passkey. Throws with words for the person. */
export async function makePasskey({ origin, options }: CallResult<typeof askForNewPasskey>) {
  requireHome(origin);
  const { startRegistration } = await import('@simplewebauthn/browser');
  const optionsJSON = options as PublicKeyCredentialCreationOptionsJSON;
  return (await inWords(() => startRegistration({ optionsJSON }))) as never;
}

/** Lets the person use one. Throws with words for the person. */
export async function signWithPasskey({ origin, options }: CallResult<typeof askForLogInByPasskey>) {
  requireHome(origin);
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const optionsJSON = options as PublicKeyCredentialRequestOptionsJSON;
  return (await inWords(() => startAuthentication({ optionsJSON }))) as never;
}

/** Why passkeys cannot be used where the dashboard is open now; undefined when they can. */
export function whyNoPasskeys(origin: string | null): string | undefined {
  if (!origin)
    return 'Browsers make passkeys for an https address with a name alone, or for localhost. This install has neither: the operator sets BASE_URL.';
  if (window.location.origin !== origin)
    return `Browsers let passkeys of this install be used at ${origin} alone. Open the dashboard there; you are at ${window.location.origin}.`;
  if (!window.PublicKeyCredential) return 'This browser cannot use passkeys.';
  return undefined;
}

function requireHome(origin: string): void {
  const why = whyNoPasskeys(origin);
  if (why) throw new Error(why);
}

async function inWords<T>(ceremony: () => Promise<T>): Promise<T> {
  try {
    return await ceremony();
  } catch (error) {
    throw new Error(wordsFor(error as Error));
  }
}

function wordsFor({ name }: Error): string {
  if (name === 'InvalidStateError') return 'This device keeps a passkey for you already.';
  if (name === 'NotAllowedError')
    return 'Nothing was confirmed: it was cancelled or took too long. Try again.';
  return 'The browser could not use a passkey here. Try again, or choose another way.';
}
