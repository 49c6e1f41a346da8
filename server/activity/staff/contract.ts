/** What those who run the install did. Browser-safe. */
import { z } from 'zod';
import { staffRoles } from '../../accounts/contract.ts';
import { id, instant, page, pageQuery, route } from '../../platform/http/contract.ts';

const forStaff = { permission: 'operator:read', credentials: ['session'] } as const;
const staffRole = z.enum(staffRoles);

const staffActivityAct = z.object({
  id,
  at: instant,
  /** Name null: somebody who is gone. The role is that of the time. */
  who: z.object({ id, name: z.string().nullable(), staffRole: staffRole.nullable() }),
  act: z.string(),
  did: z.string(),
  /** The account it is about; name null: it is gone. */
  account: z.object({ id, name: z.string().nullable() }).nullable(),
  objectName: z.string().nullable(),
  outcome: z.enum(['done', 'refused', 'failed', 'unknown']),
  code: z.string().nullable(),
  ip: z.string(),
  userAgent: z.string(),
  browser: z.string().nullable(),
});
export type StaffActivityAct = z.output<typeof staffActivityAct>;

const filter = z.object({
  /** Whose acts. */
  person: id.optional(),
  /** An act, `account.suspend`, or all acts on a kind of object: `account`. */
  what: z
    .string()
    .regex(/^[a-z-]+(\.[a-z-]+)?$/, 'This is not the name of an act.')
    .max(100)
    .optional(),
  /** The account they are about. */
  account: id.optional(),
});
export type StaffActivityFilter = z.output<typeof filter>;

export const listStaffActivity = route({
  method: 'GET',
  path: '/api/operator/staff-activity',
  summary: 'What those who run this install did, newest first.',
  ...forStaff,
  query: pageQuery.extend({ cursor: z.coerce.number().int().min(1).optional(), ...filter.shape }),
  response: page(staffActivityAct),
});

export const listStaffActivityFilters = route({
  method: 'GET',
  path: '/api/operator/staff-activity/filters',
  summary: 'Whom and what the log of those who run this install can be narrowed to.',
  ...forStaff,
  response: z.object({
    people: z.array(z.object({ id, name: z.string().nullable() })),
    acts: z.array(z.object({ act: z.string(), did: z.string() })),
  }),
});
