import { z } from 'zod';
import { id, idParams, instant, line, okResponse, route } from '../platform/http/contract.ts';
import { session } from '../sign-in/contract.ts';
import {
  code,
  methods,
  newPasskey,
  proof,
  shownFactor,
  shownPasskey,
  toMakePasskey,
  toUsePasskey,
} from './inputs/contract.ts';

export type { Method, Proof, ShownFactor } from './inputs/contract.ts';

/** For a person at a browser, about their own login: the same in whichever account they work. */
const own = { permission: 'user', credentials: ['session'] } as const;
/** Shown once: only their hashes are stored. Null when there were some before, which stay good. */
const recoveryCodes = z.array(z.string());

const passkey = z.object({
  id,
  name: z.string(),
  /** Whether it is kept on more than one device, as password managers do. */
  isSynced: z.boolean(),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
});
export type Passkey = z.output<typeof passkey>;

const factors = z.object({
  passkeys: z.array(passkey),
  authenticatorApp: z.object({ confirmedAt: instant, lastUsedAt: instant.nullable() }).nullable(),
  recoveryCodesLeft: z.int(),
  /** The one address at which browsers let passkeys of this install be used; null when they refuse them altogether. */
  passkeyOrigin: z.string().nullable(),
});
export type Factors = z.output<typeof factors>;

export const getSecondFactors = route({
  method: 'GET',
  path: '/api/second-factors',
  summary: 'Your passkeys, authenticator app and recovery codes.',
  ...own,
  response: factors,
});

export const beginAuthenticatorApp = route({
  method: 'POST',
  path: '/api/second-factors/authenticator-app',
  repeats: 'atomic',
  summary: 'Begin with an authenticator app: a key for it, which counts once a code was shown.',
  act: { name: 'authenticator-app.begin', did: 'began with an authenticator app' },
  ...own,
  stepUp: true,
  response: z.object({ key: z.string(), link: z.string() }),
});

export const confirmAuthenticatorApp = route({
  method: 'POST',
  path: '/api/second-factors/authenticator-app/confirm',
  repeats: 'renews',
  summary: 'Show a code of the app just begun with. Ends your other sessions.',
  act: { name: 'authenticator-app.add', did: 'added an authenticator app to their login' },
  ...own,
  stepUp: true,
  body: z.strictObject({ code }),
  response: z.object({ recoveryCodes: recoveryCodes.nullable() }),
});

export const removeAuthenticatorApp = route({
  method: 'DELETE',
  path: '/api/second-factors/authenticator-app',
  summary: 'Remove your authenticator app. Ends your other sessions.',
  act: { name: 'authenticator-app.remove', did: 'removed the authenticator app from their login' },
  ...own,
  stepUp: true,
  response: okResponse,
});

export const askForNewPasskey = route({
  method: 'POST',
  path: '/api/second-factors/passkeys/options',
  repeats: 'lapses',
  summary: 'What your browser needs to make a passkey.',
  act: null,
  ...own,
  stepUp: true,
  response: toMakePasskey,
});

const passkeyName = line(60).min(1, 'Name it after the device or manager that keeps it.');

export const addPasskey = route({
  method: 'POST',
  path: '/api/second-factors/passkeys',
  repeats: 'renews',
  summary: 'Keep a passkey your browser just made. Ends your other sessions.',
  act: { name: 'passkey.add', did: 'added to their login the passkey', answer: 'passkey', called: 'name' },
  ...own,
  stepUp: true,
  body: z.strictObject({ name: passkeyName, passkey: newPasskey }),
  status: 201,
  response: z.object({ passkey, recoveryCodes: recoveryCodes.nullable() }),
});

export const renamePasskey = route({
  method: 'PATCH',
  path: '/api/second-factors/passkeys/:id',
  summary: 'Rename a passkey of yours.',
  act: { name: 'passkey.rename', did: 'renamed the passkey', called: 'name' },
  ...own,
  params: idParams,
  body: z.strictObject({ name: passkeyName }),
  response: passkey,
});

export const removePasskey = route({
  method: 'DELETE',
  path: '/api/second-factors/passkeys/:id',
  summary: 'Remove a passkey of yours. Ends your other sessions.',
  act: { name: 'passkey.remove', did: 'removed a passkey from their login' },
  ...own,
  stepUp: true,
  params: idParams,
  response: okResponse,
});

export const renewRecoveryCodes = route({
  method: 'POST',
  path: '/api/second-factors/recovery-codes',
  repeats: 'atomic',
  summary: 'Make ten new recovery codes; those before stop working. Ends your other sessions.',
  act: { name: 'recovery-codes.renew', did: 'made new recovery codes' },
  ...own,
  stepUp: true,
  response: z.object({ recoveryCodes }),
});

/** How the person may show who they are, in the order to offer it. */
const ways = z.object({ methods: z.array(z.enum(methods)) });

export const getProofMethods = route({
  method: 'GET',
  path: '/api/session/proof',
  summary: 'How you can confirm that it is you.',
  ...own,
  whenBound: true,
  response: ways.extend({
    /** Those that can be asked, where `provider` is one of the ways. */
    providers: z.array(z.object({ id, label: z.string() })),
  }),
});

export const askForProofByPasskey = route({
  method: 'POST',
  path: '/api/session/proof/passkey',
  repeats: 'lapses',
  summary: 'What your browser needs to confirm with a passkey that it is you.',
  act: null,
  ...own,
  whenBound: true,
  response: toUsePasskey,
});

export const proveYourself = route({
  method: 'POST',
  path: '/api/session/proof',
  repeats: 'renews',
  summary:
    'Confirm that it is you, as calls that answer step_up_needed ask for; good for ten minutes. Who has a second factor shows that one. Ten wrong tries in a row end the session.',
  act: { name: 'session.prove', did: 'confirmed who they are' },
  ...own,
  whenBound: true,
  body: proof,
  response: okResponse,
});

export const getSecondStep = route({
  method: 'GET',
  path: '/api/session/second-step',
  summary: 'After a login that answered second_step_needed: how the second step can be taken.',
  permission: 'public',
  response: ways,
});

export const askForSecondStepByPasskey = route({
  method: 'POST',
  path: '/api/session/second-step/passkey',
  summary: 'What your browser needs to take the second step with a passkey.',
  act: null,
  permission: 'public',
  rate: 'heavy',
  response: toUsePasskey,
});

export const takeSecondStep = route({
  method: 'POST',
  path: '/api/session/second-step',
  summary: 'Take the second step of a login: a code, a passkey or a recovery code.',
  act: { name: 'session.second-step', did: 'logged in with a second factor' },
  permission: 'public',
  rate: 'login',
  body: shownFactor,
  response: session,
});

export const askForLogInByPasskey = route({
  method: 'POST',
  path: '/api/session/passkey/options',
  summary: 'What your browser needs to log in with a passkey alone.',
  act: null,
  permission: 'public',
  rate: 'heavy',
  response: toUsePasskey,
});

export const logInByPasskey = route({
  method: 'POST',
  path: '/api/session/passkey',
  summary: 'Log in with a passkey alone.',
  act: { name: 'session.open-by-passkey', did: 'logged in with a passkey' },
  permission: 'public',
  rate: 'heavy',
  body: z.strictObject({ passkey: shownPasskey }),
  response: session,
});
