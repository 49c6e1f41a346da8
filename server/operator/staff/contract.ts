/** Those who run the install: who they are, how they join, and what they did. Browser-safe. */
import { z } from 'zod';
import { email, password, staffRoles } from '../../accounts/contract.ts';
import { id, idParams, instant, line, okResponse, route } from '../../platform/http/contract.ts';
import { session } from '../../sign-in/contract.ts';

const forStaff = { permission: 'operator:read', credentials: ['session'] } as const;
const forAdmins = { permission: 'operator:manage', credentials: ['session'], stepUp: true } as const;
const staffRole = z.enum(staffRoles);

const staffMember = z.object({
  id,
  name: z.string(),
  email: z.string(),
  staffRole,
  /** Without a passkey or an authenticator app the person can do nothing here. */
  hasSecondFactor: z.boolean(),
  lastSeenAt: instant.nullable(),
});
export type StaffMember = z.output<typeof staffMember>;

const staffInvitation = z.object({
  id,
  email: z.string(),
  staffRole,
  invitedBy: z.string(),
  sentAt: instant,
  expiresAt: instant,
});
export type StaffInvitation = z.output<typeof staffInvitation>;

export const listStaff = route({
  method: 'GET',
  path: '/api/operator/staff',
  summary: 'Those who run this install, and who is invited to.',
  ...forStaff,
  response: z.object({ items: z.array(staffMember), invitations: z.array(staffInvitation) }),
});

export const inviteStaff = route({
  method: 'POST',
  path: '/api/operator/staff/invitations',
  repeats: 'atomic',
  summary:
    'Invite somebody by mail to run this install; the link works once, for 72 hours, for that address.',
  act: { name: 'staff.invite', did: 'invited to run the install', called: 'email' },
  ...forAdmins,
  rate: 'heavy',
  body: z.strictObject({ email, staffRole }),
  status: 201,
  response: staffInvitation,
});

export const withdrawStaffInvitation = route({
  method: 'DELETE',
  path: '/api/operator/staff/invitations/:id',
  summary: 'Take an invitation to run this install back; its link ends at once.',
  act: { name: 'staff.withdraw-invitation', did: 'withdrew an invitation to run the install' },
  permission: 'operator:manage',
  credentials: ['session'],
  params: idParams,
  response: okResponse,
});

export const changeStaffRole = route({
  method: 'PATCH',
  path: '/api/operator/staff/:id',
  summary: 'Give somebody who runs this install another role, from their next click on.',
  act: { name: 'staff.change-role', did: 'changed the role in running the install of', called: 'name' },
  ...forAdmins,
  params: idParams,
  body: z.strictObject({ staffRole }),
  response: staffMember,
});

export const removeStaff = route({
  method: 'DELETE',
  path: '/api/operator/staff/:id',
  summary: 'Remove somebody from those who run this install, at once. Their login and their accounts stay.',
  act: { name: 'staff.remove', did: 'removed from those who run the install', called: 'name' },
  ...forAdmins,
  params: idParams,
  response: z.object({ id, name: z.string() }),
});

const token = z.string().min(1).max(100);

export const readStaffInvitation = route({
  method: 'POST',
  path: '/api/staff-invitation/read',
  summary: 'What the link of an invitation to run this install leads to.',
  act: null,
  permission: 'public',
  rate: 'login',
  body: z.strictObject({ token }),
  response: z.object({
    email: z.string(),
    inviter: z.string(),
    staffRole,
    /** Whether somebody logs in with this address already. */
    isKnown: z.boolean(),
  }),
});

export const acceptStaffInvitation = route({
  method: 'POST',
  path: '/api/staff-invitation/accept',
  summary: 'Join those who run this install as the logged-in user, whose address it must be made out to.',
  act: { name: 'staff.accept', did: 'joined those who run the install' },
  permission: 'user',
  credentials: ['session'],
  repeats: 'atomic',
  body: z.strictObject({ token }),
  response: session,
});

export const joinStaff = route({
  method: 'POST',
  path: '/api/staff-invitation/join',
  summary: 'Join those who run this install as a new user, who belongs to no account; logs in.',
  act: { name: 'staff.join', did: 'joined as a new user those who run the install' },
  permission: 'public',
  rate: 'login',
  body: z.strictObject({ token, name: line(200).min(1, 'Tell us your name.'), password }),
  status: 201,
  response: session,
});
