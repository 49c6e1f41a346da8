/** The activity log over HTTP: who did what. Browser-safe. */
import { z } from 'zod';
import { id, instant, page, pageQuery, route } from '../platform/http/contract.ts';

export * from './staff/contract.ts';

export const whoKinds = ['user', 'key', 'product', 'operator'] as const;
const outcomes = ['done', 'refused', 'failed', 'unknown'] as const;

const who = z.object({
  kind: z.enum(whoKinds),
  /** Of the user or the API key. */
  id: id.nullable(),
  /** As they are called now; null for those who are gone. */
  name: z.string().nullable(),
});

const act = z.object({
  id,
  at: instant,
  who,
  /** `campaign.send`. */
  act: z.string(),
  /** What follows the person’s name in a sentence: “started sending the campaign”. */
  did: z.string(),
  object: z.object({
    kind: z.string(),
    id: z.string().nullable(),
    /** As it was called at that time, where that is known. */
    name: z.string().nullable(),
  }),
  /** `unknown`: it was cut off, or is being done at this moment. */
  outcome: z.enum(outcomes),
  /** Why it was not done: a code of the error catalogue. */
  code: z.string().nullable(),
  ip: z.string(),
  userAgent: z.string(),
  /** The browser in words, `Firefox on Linux`; null where none was used. */
  browser: z.string().nullable(),
});
export type ActivityAct = z.output<typeof act>;

const listedAct = act.extend({
  /** City and country of `ip`, where the install has a file that knows them (PLACES_FILE). */
  place: z.string().nullable(),
});
export type ListedAct = z.output<typeof listedAct>;

const filter = z.object({
  /** A user or an API key by id, or `product`, `operator`. */
  who: z.union([id, z.enum(['product', 'operator'])]).optional(),
  /** An act, `campaign.send`, or all acts on a kind of object: `campaign`. */
  what: z
    .string()
    .regex(/^[a-z-]+(\.[a-z-]+)?$/, 'This is not the name of an act.')
    .max(100)
    .optional(),
  from: instant.optional(),
  /** Up to this moment, without it. */
  to: instant.optional(),
  /** The id of an object. */
  object: z.string().max(200).optional(),
});
export type ActivityFilter = z.output<typeof filter>;

const forOwners = { permission: 'activity:read', credentials: ['session'] } as const;

export const listActivity = route({
  method: 'GET',
  path: '/api/activity',
  summary: 'Who did what in this account, newest first.',
  ...forOwners,
  query: pageQuery.extend({ cursor: id.optional(), ...filter.shape }),
  response: page(listedAct),
});

export const listActivityFilters = route({
  method: 'GET',
  path: '/api/activity/filters',
  summary: 'Whom and what the activity log can be narrowed to.',
  ...forOwners,
  response: z.object({
    people: z.array(z.object({ kind: z.enum(['user', 'key']), id, name: z.string().nullable() })),
    acts: z.array(z.object({ act: z.string(), did: z.string() })),
  }),
});

export const exportActivityCsv = route({
  method: 'GET',
  path: '/api/activity.csv',
  summary: 'The same acts as a CSV file.',
  act: { name: 'activity.export', did: 'exported the activity log' },
  ...forOwners,
  query: filter,
  produces: 'text/csv',
});

export const exportActivityJson = route({
  method: 'GET',
  path: '/api/activity.json',
  summary:
    'The same acts as JSON, with the links and signed heads of the chain that shows whether any was touched.',
  act: { name: 'activity.export', did: 'exported the activity log' },
  ...forOwners,
  query: filter,
  produces: 'application/json',
});

export const findingKinds = [
  'act_changed',
  'act_deleted',
  'act_slipped_in',
  'link_changed',
  'link_missing',
  'head_forged',
] as const;
const finding = z.object({
  kind: z.enum(findingKinds),
  /** The number of the link. */
  link: z.int().nullable(),
  actId: id.nullable(),
});
export type Finding = z.output<typeof finding>;

const chain = z.object({
  links: z.int(),
  /** Everything recorded up to here is in the chain. */
  sealedUntil: instant.nullable(),
  /** Rows of the last minute that are in no link yet. */
  waiting: z.int(),
  keepDays: z.int(),
  /** When the chain was worked out again as a whole the last time, and what that found. */
  check: z
    .object({ at: instant, acts: z.int(), sealedUntil: instant.nullable(), findings: z.array(finding) })
    .nullable(),
  /** Where the chain had come to on the last day that was signed: keep it elsewhere, and nobody can rewrite what was before. */
  head: z.object({ day: z.iso.date(), text: z.string(), signature: z.string() }).nullable(),
  /** Ed25519, PEM: what the signatures are checked with. */
  publicKey: z.string(),
});
export type ActivityChain = z.output<typeof chain>;

export const getActivityChain = route({
  method: 'GET',
  path: '/api/activity/chain',
  summary: 'Whether the activity log is whole, as far as that was verified.',
  ...forOwners,
  response: chain,
});

export const verifyActivity = route({
  method: 'POST',
  path: '/api/activity/verify',
  repeats: 'calculates',
  summary: 'Work the chain of the activity log out again and compare it with what is kept.',
  act: { name: 'activity.verify', did: 'had the activity log verified' },
  ...forOwners,
  withoutAgreement: true,
  rate: 'heavy',
  response: chain,
});

export const getUsage = route({
  method: 'GET',
  path: '/api/operator/usage',
  summary:
    'How often each feature was used, week by week, of one account or of all. Counts alone, no persons.',
  permission: 'operator:read',
  credentials: ['session'],
  query: z.object({ account: id.optional(), weeks: z.coerce.number().int().min(1).max(104).default(12) }),
  response: z.object({
    /** The Mondays of the weeks, oldest first. */
    weeks: z.array(z.iso.date()),
    /** Most used first. */
    features: z.array(
      z.object({
        feature: z.string(),
        did: z.string(),
        /** In how many accounts. */
        accounts: z.int(),
        uses: z.array(z.int()),
        total: z.int(),
      }),
    ),
    /** The accounts that used the product most, of all weeks together. */
    accounts: z.array(z.object({ id, name: z.string(), uses: z.array(z.int()), total: z.int() })),
  }),
});
export type Usage = z.output<typeof getUsage.response>;

export const listAnchors = route({
  method: 'GET',
  path: '/api/operator/activity-anchors',
  summary: 'Day by day, one signed line for the activity logs of all accounts: to be kept elsewhere.',
  permission: 'operator:manage',
  credentials: ['session'],
  response: z.object({
    publicKey: z.string(),
    /** What lines from before the install's key was changed are checked with. */
    formerPublicKeys: z.array(z.string()),
    items: z.array(z.object({ day: z.iso.date(), text: z.string(), signature: z.string() })),
  }),
});

export const verifyAnchors = route({
  method: 'POST',
  path: '/api/operator/activity-anchors/verify',
  summary:
    'Check every signed line, that each is bound to the one before, and the log of those who run the install.',
  act: { name: 'activity.verify-anchors', did: 'had the anchors of the activity logs verified' },
  permission: 'operator:manage',
  credentials: ['session'],
  repeats: 'calculates',
  rate: 'heavy',
  response: z.object({
    at: instant,
    anchors: z.int(),
    /** Of these an end was forgotten since or went with its account: signature and order alone were checked. */
    partly: z.int(),
    faults: z.array(z.object({ day: z.iso.date(), kind: z.enum(['forged', 'not_bound', 'ends_changed']) })),
    staffActs: z.int(),
    /** Acts of those who run the install that were changed or are missing, by their number. */
    staffFaults: z.array(z.object({ number: z.int(), kind: z.enum(['changed', 'missing']) })),
  }),
});
export type AnchorsVerdict = z.output<typeof verifyAnchors.response>;
