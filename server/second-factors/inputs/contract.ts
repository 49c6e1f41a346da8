import { z } from 'zod';

/** Bytes as WebAuthn writes them in JSON. */
const bytes = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[\w-]+$/, 'This is not what a browser answers.');
/** Browsers add properties of their own here; none is looked at. */
const extensionResults = z.record(z.string().max(100), z.unknown()).optional();

/** What a browser answers when it makes a passkey (RegistrationResponseJSON). Members that are not listed are left out. */
export const newPasskey = z.object({
  id: bytes(1400),
  rawId: bytes(1400),
  type: z.literal('public-key'),
  clientExtensionResults: extensionResults,
  response: z.object({
    clientDataJSON: bytes(4000),
    attestationObject: bytes(20_000),
    transports: z
      .array(z.string().regex(/^[a-z-]{1,20}$/))
      .max(10)
      .optional(),
  }),
});
export type NewPasskey = z.output<typeof newPasskey>;

/** What a browser answers when it uses a passkey (AuthenticationResponseJSON). */
export const shownPasskey = z.object({
  id: bytes(1400),
  rawId: bytes(1400),
  type: z.literal('public-key'),
  clientExtensionResults: extensionResults,
  response: z.object({
    clientDataJSON: bytes(4000),
    authenticatorData: bytes(4000),
    signature: bytes(4000),
    userHandle: bytes(100).optional(),
  }),
});
export type ShownPasskey = z.output<typeof shownPasskey>;

/** The six digits of an authenticator app, with or without the space that apps show. */
export const code = z
  .string()
  .trim()
  .regex(/^\d{3} ?\d{3}$/, 'The code has six digits.')
  .transform((digits) => digits.replace(' ', ''));
export const recoveryCode = z.string().trim().min(1).max(100);

/** A second factor, shown. */
const second = {
  code: code.optional(),
  recoveryCode: recoveryCode.optional(),
  passkey: shownPasskey.optional(),
};
const isOne = (shown: object) => Object.values(shown).filter((one) => one !== undefined).length === 1;

export const shownFactor = z.strictObject(second).refine(isOne, 'Give one of: code, recoveryCode, passkey.');
export type ShownFactor = z.output<typeof shownFactor>;

export const proof = z
  .strictObject({ ...second, password: z.string().max(128).optional() })
  .refine(isOne, 'Give one of: password, code, recoveryCode, passkey.');
export type Proof = z.output<typeof proof>;

/** How somebody can show who they are. */
export const methods = ['password', 'passkey', 'code', 'recoveryCode', 'provider'] as const;
export type Method = (typeof methods)[number];

const descriptor = z.object({
  id: z.string(),
  type: z.string(),
  transports: z.array(z.string()).optional(),
});

const demand = z.enum(['required', 'preferred', 'discouraged']);

/** Where the passkeys of this install work: the one address that the browser must be at. */
const origin = z.string();

/** What a browser needs to make a passkey (PublicKeyCredentialCreationOptionsJSON). */
export const toMakePasskey = z.object({
  origin,
  options: z.object({
    challenge: z.string(),
    rp: z.object({ id: z.string().optional(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    pubKeyCredParams: z.array(z.object({ alg: z.int(), type: z.literal('public-key') })),
    timeout: z.number().optional(),
    excludeCredentials: z.array(descriptor).optional(),
    authenticatorSelection: z
      .object({
        residentKey: demand.optional(),
        requireResidentKey: z.boolean().optional(),
        userVerification: demand.optional(),
      })
      .optional(),
    attestation: z.enum(['none', 'direct', 'enterprise', 'indirect']).optional(),
  }),
});

/** What a browser needs to use one (PublicKeyCredentialRequestOptionsJSON). */
export const toUsePasskey = z.object({
  origin,
  options: z.object({
    challenge: z.string(),
    rpId: z.string().optional(),
    timeout: z.number().optional(),
    allowCredentials: z.array(descriptor).optional(),
    userVerification: demand.optional(),
  }),
});
