import { z } from 'zod';
import { instant, line, route } from '../../platform/http/contract.ts';

/** A telephone number as people write them. */
export const phone = z
  .string()
  .trim()
  .max(40, 'At most 40 characters.')
  .regex(/^\+?[\d\s()./-]{5,}$/, 'Write the number in digits, with the country in front: +351 21 123 4567.')
  .refine((text) => text.replace(/\D/g, '').length >= 5, 'This number is too short.');

/** In tens of years: nobody needs to know a birthday. */
export const ageGroups = ['under 25', '25–34', '35–44', '45–54', '55–64', '65 or over'] as const;

/** What somebody may tell of themselves, and may leave out. An empty text or null is nothing told. */
export const demographics = z.strictObject({
  occupation: line(100).nullish(),
  gender: line(60).nullish(),
  ageGroup: z.enum(ageGroups).nullish(),
});

const profile = z.object({
  name: z.string(),
  email: z.string(),
  phone: z.string(),
  occupation: z.string().nullable(),
  gender: z.string().nullable(),
  ageGroup: z.enum(ageGroups).nullable(),
  /** What was kept of the registration in the account of this session; null when the person came another way. */
  registration: z.object({ at: instant, ip: z.string(), userAgent: z.string() }).nullable(),
});
export type Profile = z.output<typeof profile>;

export const getProfile = route({
  method: 'GET',
  path: '/api/profile',
  summary: 'What the person who is logged in has told of themselves.',
  permission: 'user',
  credentials: ['session'],
  response: profile,
});

export const changeProfile = route({
  method: 'PATCH',
  path: '/api/profile',
  summary: 'Change the own name or phone, or change or remove what was told freely.',
  permission: 'user',
  credentials: ['session'],
  act: { name: 'user.change-profile', did: 'changed the own profile' },
  body: demographics.extend({
    name: line(200).min(1, 'Tell us your name.').optional(),
    phone: z.union([z.literal(''), phone]).optional(),
  }),
  response: profile,
});
