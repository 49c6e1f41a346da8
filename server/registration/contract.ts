import { z } from 'zod';
import { demographics, email, password, phone, postalAddress, timeZone } from '../accounts/contract.ts';
import { id, idParams, instant, line, okResponse, route } from '../platform/http/contract.ts';
import { policyVersion } from '../policies/contract.ts';
import { session } from '../sign-in/contract.ts';

export const getSetup = route({
  method: 'GET',
  path: '/api/setup',
  summary: 'Whether this install still waits for its first account.',
  permission: 'public',
  response: z.object({
    needed: z.boolean(),
    /** Whether this visitor is to show the code that was printed where the product was started. */
    asksForCode: z.boolean(),
    version: z.string(),
  }),
});

/** What everybody says of themselves who opens an account. */
const newAccount = z.strictObject({
  name: line(200).min(1, 'Tell us your name.'),
  email,
  password,
  organisation: line(200).min(1, 'Name your organisation.'),
  postalAddress,
  timeZone: timeZone.default('UTC'),
});

export const setUp = route({
  method: 'POST',
  path: '/api/setup',
  summary: 'Create the operator and the first account; works once, on an empty install, and logs in.',
  act: { name: 'install.set-up', did: 'set up this install', answer: 'account', called: 'name' },
  permission: 'public',
  rate: 'login',
  body: newAccount.extend({
    /** From anywhere but the machine itself: the code that was printed where the product was started. */
    code: z.string().max(50).optional(),
  }),
  status: 201,
  response: session,
});

/** Who may open an account: anybody, whom the operator invited, or nobody. */
export const registrationModes = ['open', 'invitation', 'closed'] as const;
const mode = z.enum(registrationModes);
export type RegistrationMode = z.output<typeof mode>;

export const readRegistration = route({
  method: 'POST',
  path: '/api/registration/read',
  summary: 'Whether one may register here, and the form to do it with.',
  act: null,
  permission: 'public',
  // Not in the address, for that stands in logs.
  body: z.strictObject({ invitation: z.string().max(100).optional() }),
  response: z.object({
    mode,
    /** Whether this visitor may: the install is open, or the invitation holds. */
    admitted: z.boolean(),
    /** Of an account that was prepared for whoever has the invitation; null otherwise. */
    prepared: z.object({ organisation: z.string(), name: z.string(), email: z.string() }).nullable(),
    /** To be sent back with the form; tells how long filling it in took. */
    form: z.string(),
    /** The policies in force; with the form come the ids of those that must be agreed to. */
    policies: z.array(
      policyVersion.pick({ id: true, kind: true, title: true, version: true, mustAgree: true }),
    ),
  }),
});

export const register = route({
  method: 'POST',
  path: '/api/registration',
  summary:
    'Open an account. What comes next is in a mail to the address, which is answered alike for known ones.',
  permission: 'public',
  rate: 'login',
  // Attributed to nobody: the time it takes must not tell what it did. The table of registrations keeps it.
  act: { name: 'account.register', did: 'registered' },
  body: newAccount.extend({
    phone,
    ...demographics.shape,
    form: z.string().max(200),
    /** The versions of the policies that the person was shown and agrees to. */
    agreedTo: z.array(id).max(20),
    invitation: z.string().max(100).optional(),
    /** Not for people, who do not see it. Whoever fills it in is a program and gets no account. */
    website: z.string().max(500).optional(),
  }),
  status: 202,
  response: okResponse,
});

export const confirmAddress = route({
  method: 'POST',
  path: '/api/confirm-address',
  summary: 'Confirm an email address by the link that was sent to it.',
  permission: 'public',
  rate: 'login',
  act: { name: 'user.confirm-address', did: 'confirmed the email address' },
  body: z.strictObject({ token: z.string().max(200) }),
  response: okResponse,
});

export const sendConfirmationAgain = route({
  method: 'POST',
  path: '/api/confirm-address/mail',
  summary: 'Send the mail again that asks to confirm the own address: once a minute, five times a day.',
  permission: 'user',
  credentials: ['session'],
  repeats: 'atomic',
  act: { name: 'user.ask-to-confirm', did: 'had the mail sent again that asks to confirm the address' },
  response: okResponse,
});

export const registrationInvitation = z.object({
  id,
  email: z.string(),
  createdAt: instant,
  expiresAt: instant,
  usedAt: instant.nullable(),
  /** The account prepared for them; null for an invitation to make one of their own. */
  account: z.string().nullable(),
});
export type RegistrationInvitation = z.output<typeof registrationInvitation>;

const operatorsView = z.object({ mode, invitations: z.array(registrationInvitation) });

export const getRegistrationSettings = route({
  method: 'GET',
  path: '/api/operator/registration',
  summary: 'Who may open an account, and who was invited to. For the operator.',
  permission: 'operator:read',
  credentials: ['session'],
  response: operatorsView,
});

export const setRegistrationMode = route({
  method: 'PUT',
  path: '/api/operator/registration',
  summary: 'Let anybody open an account, or whom you invite, or nobody. For the operator.',
  permission: 'operator:manage',
  credentials: ['session'],
  act: { name: 'install.set-registration-mode', did: 'chose who may register' },
  stepUp: true,
  body: z.strictObject({ mode }),
  response: operatorsView,
});

export const inviteToRegister = route({
  method: 'POST',
  path: '/api/operator/registration/invitations',
  summary: 'Invite somebody by mail to open an account; the link works once, for 14 days. For the operator.',
  permission: 'operator:support',
  credentials: ['session'],
  repeats: 'atomic',
  rate: 'heavy',
  act: { name: 'registration-invitation.send', did: 'invited to register', called: 'email' },
  body: z.strictObject({ email }),
  status: 201,
  response: registrationInvitation,
});

export const withdrawRegistrationInvitation = route({
  method: 'DELETE',
  path: '/api/operator/registration/invitations/:id',
  summary: 'Take an invitation to open an account back. For the operator.',
  permission: 'operator:support',
  credentials: ['session'],
  act: { name: 'registration-invitation.withdraw', did: 'withdrew an invitation to register' },
  params: idParams,
  response: okResponse,
});
