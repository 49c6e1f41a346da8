import { z } from 'zod';
import { email, password, roles } from '../../accounts/contract.ts';
import { id, idParams, instant, line, okResponse, route } from '../../platform/http/contract.ts';
import { policyVersion } from '../../policies/contract.ts';
import { offer, session } from '../../sign-in/contract.ts';
import { givenRoles, restrictedTo, restriction } from '../members/contract.ts';

const invitation = z.object({
  id,
  email: z.string(),
  role: z.enum(givenRoles),
  /** The lists the invited will be restricted to; null when they will see all. */
  lists: restrictedTo,
  invitedBy: z.string().nullable(),
  sentAt: instant,
  expiresAt: instant,
});
export type Invitation = z.output<typeof invitation>;

const token = z.string().min(1).max(100);

export const listInvitations = route({
  method: 'GET',
  path: '/api/invitations',
  summary: 'Invitations to the account that wait for an answer, expired ones too.',
  permission: 'team:manage',
  credentials: ['session'],
  response: z.object({ items: z.array(invitation) }),
});

export const invite = route({
  method: 'POST',
  path: '/api/invitations',
  summary: 'Invite somebody to the account by mail. The link works once, for 72 hours, for that address.',
  act: { name: 'invitation.send', did: 'invited', called: 'email' },
  permission: 'team:manage',
  stepUp: true,
  confirmed: true,
  repeats: 'atomic',
  credentials: ['session'],
  rate: 'heavy',
  body: z.strictObject({ email, role: z.enum(givenRoles), listIds: restriction.default(null) }),
  status: 201,
  response: invitation,
});

export const resendInvitation = route({
  method: 'POST',
  path: '/api/invitations/:id/resend',
  summary: 'Send an invitation again with a new link, which works for 72 hours; the one before ends.',
  act: { name: 'invitation.resend', did: 'sent again the invitation of', called: 'email' },
  permission: 'team:manage',
  confirmed: true,
  repeats: 'atomic',
  credentials: ['session'],
  rate: 'heavy',
  params: idParams,
  response: invitation,
});

export const revokeInvitation = route({
  method: 'DELETE',
  path: '/api/invitations/:id',
  summary: 'Revoke an invitation; its link ends at once.',
  act: { name: 'invitation.revoke', did: 'revoked an invitation' },
  permission: 'team:manage',
  credentials: ['session'],
  params: idParams,
  response: okResponse,
});

export const readInvitation = route({
  method: 'POST',
  path: '/api/invitation/read',
  summary: 'What an invitation’s link leads to.',
  act: null,
  permission: 'public',
  rate: 'login',
  body: z.strictObject({ token }),
  response: z.object({
    email: z.string(),
    account: z.string(),
    inviter: z.string().nullable(),
    role: z.enum(roles),
    /** Whether whoever joins sees certain lists alone. */
    isRestricted: z.boolean(),
    /** Whether somebody logs in with this address already. */
    isKnown: z.boolean(),
    /** The account’s own providers, with which a new user may join; the one it demands comes first. */
    providers: z.array(offer),
    /** Whether the account wants its members to come in through its own provider. */
    demandsProvider: z.boolean(),
    /** The policies in force: a new user agrees to those that must be agreed to. */
    policies: z.array(
      policyVersion.pick({ id: true, kind: true, title: true, version: true, mustAgree: true }),
    ),
  }),
});

export const acceptInvitation = route({
  method: 'POST',
  path: '/api/invitation/accept',
  summary: 'Join the account of an invitation as the logged-in user, whose address it must be made out to.',
  act: {
    name: 'invitation.accept',
    did: 'accepted the invitation to the account',
    answer: 'account',
    called: 'name',
    elsewhere: true,
  },
  permission: 'user',
  credentials: ['session'],
  repeats: 'atomic',
  body: z.strictObject({ token }),
  response: session,
});

export const joinByInvitation = route({
  method: 'POST',
  path: '/api/invitation/join',
  summary: 'Join the account of an invitation as a new user; logs in.',
  act: {
    name: 'invitation.join',
    did: 'accepted, as a new user, the invitation to the account',
    answer: 'account',
    called: 'name',
  },
  permission: 'public',
  rate: 'login',
  body: z.strictObject({
    token,
    name: line(200).min(1, 'Tell us your name.'),
    password,
    agreedTo: z.array(id).max(20).default([]),
  }),
  status: 201,
  response: session,
});
