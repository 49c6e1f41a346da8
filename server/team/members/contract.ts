import { z } from 'zod';
import { roles } from '../../accounts/contract.ts';
import { id, idParams, instant, okResponse, route } from '../../platform/http/contract.ts';

/** The roles that are given by invitation and change. Who owns the account is settled by offer and acceptance. */
export const givenRoles = ['admin', 'editor', 'analyst'] as const;
export type GivenRole = (typeof givenRoles)[number];

/** The lists somebody is restricted to; null for all. Admins and owners see all. */
export const restriction = z.array(id).max(500).nullable();

/** The same, as it is shown. */
export const restrictedTo = z.array(z.object({ id, name: z.string() })).nullable();

const member = z.object({
  /** That of the user. */
  id,
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  /** Who invited them; null for the first owner, and when that person is gone. */
  invitedBy: z.string().nullable(),
  joinedAt: instant,
  lastSeenAt: instant.nullable(),
  /** The lists the member is restricted to; null when they see all. */
  lists: restrictedTo,
});
export type Member = z.output<typeof member>;

export const listMembers = route({
  method: 'GET',
  path: '/api/members',
  summary: 'Who belongs to the account.',
  permission: 'account:read',
  credentials: ['session'],
  response: z.object({ items: z.array(member) }),
});

export const changeMember = route({
  method: 'PATCH',
  path: '/api/members/:id',
  summary:
    'Change the role of a member, or the lists they are restricted to (null for all; editors and analysts only). Nobody changes those above them; the last owner stays one.',
  act: { name: 'member.change', did: 'changed what may be done by', called: 'name' },
  permission: 'team:manage',
  stepUp: true,
  credentials: ['session'],
  params: idParams,
  body: z.strictObject({
    role: z.enum(givenRoles).optional(),
    listIds: restriction.optional(),
  }),
  response: member,
});

export const removeMember = route({
  method: 'DELETE',
  path: '/api/members/:id',
  summary: 'Remove a member. Their sessions in this account end at once.',
  act: { name: 'member.remove', did: 'removed from the team' },
  permission: 'team:manage',
  credentials: ['session'],
  params: idParams,
  response: okResponse,
});
