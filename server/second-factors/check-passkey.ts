import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { decodeAttestationObject } from '@simplewebauthn/server/helpers';
import type { NewPasskey, ShownPasskey } from './inputs/contract.ts';
import type { PasskeyHome } from './passkey-home.ts';
import type { StoredPasskey } from './passkeys.ts';

type Challenge = Buffer<ArrayBuffer>;
type Credentials = { id: string; transports: string[] }[];

export interface MadePasskey {
  credentialId: Buffer;
  publicKey: Buffer;
  counter: number;
  transports: string[];
  canSync: boolean;
  isSynced: boolean;
}

/** EdDSA, ES256 and RS256: what passkeys have been made with so far. Others the library looks for are experiments of Node's. */
const supportedAlgorithmIDs = [-8, -7, -257];
/** A person has a minute or two to find the phone. */
const TIMEOUT_MS = 120_000;

/** What the browser needs to make a passkey that can stand for a whole login: findable without a name, and it knows its person. */
export async function optionsToMake(
  { rpID }: PasskeyHome,
  user: { id: string; email: string; name: string },
  challenge: Challenge,
  known: Credentials,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return await generateRegistrationOptions({
    rpName: 'Mail Minion',
    rpID,
    challenge,
    userID: userHandle(user.id),
    userName: user.email,
    userDisplayName: user.name,
    attestationType: 'none',
    excludeCredentials: known,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs,
    timeout: TIMEOUT_MS,
  });
}

/** What the browser needs to use one of those allowed; without any, the person picks from all they have here. */
export async function optionsToUse(
  { rpID }: PasskeyHome,
  challenge: Challenge,
  allowed: Credentials,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return await generateAuthenticationOptions({
    rpID,
    challenge,
    allowCredentials: allowed,
    userVerification: 'required',
    timeout: TIMEOUT_MS,
  });
}

/** Checks what the browser made; undefined when it is not right. */
export async function checkMade(
  { rpID, origin }: PasskeyHome,
  expectedChallenge: string,
  response: NewPasskey,
): Promise<MadePasskey | undefined> {
  if (carriesCertificate(response)) return undefined;
  const { verified, registrationInfo } = await refusedIfWrong(() =>
    verifyRegistrationResponse({
      response: { ...response, clientExtensionResults: {} },
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: rpID,
      requireUserVerification: true,
      supportedAlgorithmIDs,
    }),
  );
  if (!verified || !registrationInfo) return undefined;
  const { credential, credentialDeviceType, credentialBackedUp } = registrationInfo;
  return {
    credentialId: Buffer.from(credential.id, 'base64url'),
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: response.response.transports ?? [],
    canSync: credentialDeviceType === 'multiDevice',
    isSynced: credentialBackedUp,
  };
}

/**
 * We ask for no certificate of the device. One that comes all the same is not looked at: the library would fetch the lists
 * of revoked ones from addresses named in it, and so call wherever a stranger wants.
 */
function carriesCertificate({ response }: NewPasskey): boolean {
  try {
    const attestation = decodeAttestationObject(Buffer.from(response.attestationObject, 'base64url'));
    const format = attestation.get('fmt');
    const isSelfSigned = format === 'packed' && attestation.get('attStmt').get('x5c') === undefined;
    return format !== 'none' && !isSelfSigned;
  } catch {
    return true;
  }
}

/** Checks what a passkey signed; undefined when it is not right, or its counter went back (a copy of it may be about). */
export async function checkShown(
  { rpID, origin }: PasskeyHome,
  expectedChallenge: string,
  response: ShownPasskey,
  { publicKey, counter, transports, userId }: StoredPasskey,
): Promise<{ counter: number; isSynced: boolean } | undefined> {
  const { userHandle: handle, ...signed } = response.response;
  if (handle !== undefined && !userHandle(userId).equals(Buffer.from(handle, 'base64url'))) return undefined;
  const { verified, authenticationInfo } = await refusedIfWrong(() =>
    verifyAuthenticationResponse({
      response: { ...response, response: signed, clientExtensionResults: {} },
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: rpID,
      credential: { id: response.id, publicKey, counter, transports },
      requireUserVerification: true,
    }),
  );
  if (!verified || !authenticationInfo) return undefined;
  return { counter: authenticationInfo.newCounter, isSynced: authenticationInfo.credentialBackedUp };
}

/** By which an authenticator knows whose passkey it is: the user's id, which is no secret and no name. */
const userHandle = (userId: string) => Buffer.from(userId.replaceAll('-', ''), 'hex');

type Refused = { verified: false; registrationInfo?: never; authenticationInfo?: never };

/** The library throws for whatever is not as it should be; nothing in there touches the database or the network. */
async function refusedIfWrong<T>(check: () => Promise<T>): Promise<T | Refused> {
  try {
    return await check();
  } catch {
    return { verified: false };
  }
}
