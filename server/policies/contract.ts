import { z } from 'zod';
import { type CallResult, id, instant, okResponse, route } from '../platform/http/contract.ts';

/** In the order in which people read them. */
export const policyKinds = ['terms', 'privacy', 'acceptable-use', 'data-processing', 'cookies'] as const;
export const policyKind = z.enum(policyKinds);
export type PolicyKind = z.output<typeof policyKind>;

export const titles: Record<PolicyKind, string> = {
  terms: 'Terms of service',
  privacy: 'Privacy policy',
  'acceptable-use': 'Acceptable use policy',
  'data-processing': 'Data processing agreement',
  cookies: 'Cookies',
};

/** It only tells what is; nobody has to agree to it. */
export const informingKind = 'cookies' satisfies PolicyKind;

/** A published version: it never changes. */
export const policyVersion = z.object({
  id,
  kind: policyKind,
  title: z.string(),
  version: z.int(),
  /** SHA-256 of its text in UTF-8, in hexadecimal. */
  hash: z.string(),
  /** The day in UTC from which it is in force. */
  effectiveOn: z.iso.date(),
  /** Whether those who agreed to an earlier one must agree to this one too. */
  material: z.boolean(),
  /** What changed, in the operator’s words. */
  summary: z.string(),
  publishedAt: instant,
  /** Whether it is our original, published as it came with the product. */
  isOriginal: z.boolean(),
  mustAgree: z.boolean(),
});
export type PolicyVersion = z.output<typeof policyVersion>;

/** A piece of a line in one style. */
const run = z.object({
  text: z.string(),
  strong: z.literal(true).optional(),
  code: z.literal(true).optional(),
  href: z.string().optional(),
  /** In a comparison. */
  change: z.enum(['added', 'removed']).optional(),
});
export type Run = z.output<typeof run>;

export const blockKinds = ['title', 'heading', 'subheading', 'paragraph', 'item', 'numbered'] as const;
/** A paragraph, a heading, or a line of a list. */
const block = z.object({
  kind: z.enum(blockKinds),
  runs: z.array(run),
  /** In a comparison; `changed` has the words in its runs. */
  change: z.enum(['added', 'removed', 'changed']).optional(),
});
export type Block = z.output<typeof block>;

/** A text with what changed in it; what is the same for long is in parts of its own that may be folded away. */
const difference = z.object({
  /** How many paragraphs differ. */
  changes: z.int(),
  parts: z.array(z.object({ folded: z.boolean(), blocks: z.array(block) })),
});
export type Difference = z.output<typeof difference>;

/** A published version the person should know of. */
const policyNotice = z.object({
  version: policyVersion,
  /** The version the person agreed to last; null for none. */
  since: z.int().nullable(),
  /** `accept`: it is in force and must be accepted before anything can be changed. `coming`: it is not in force yet. */
  state: z.enum(['accept', 'coming', 'changed']),
});
export type PolicyNotice = z.output<typeof policyNotice>;

export const getPolicyNotices = route({
  method: 'GET',
  path: '/api/policies/notices',
  summary: 'Changes of the policies that wait to be accepted, are coming, or are new to the person.',
  permission: 'user',
  whenBound: true,
  credentials: ['session'],
  response: z.object({ items: z.array(policyNotice) }),
});

export const putAwayPolicyNotices = route({
  method: 'POST',
  path: '/api/policies/notices/put-away',
  summary: 'Show no more notice of these changes. Those that must be accepted stay.',
  permission: 'user',
  repeats: 'once',
  whenBound: true,
  credentials: ['session'],
  act: { name: 'policy.put-away-notice', did: 'put away a notice of changed policies' },
  body: z.strictObject({ versionIds: z.array(id).min(1).max(100) }),
  response: okResponse,
});

export const acceptPolicies = route({
  method: 'POST',
  path: '/api/policies/agreements',
  summary: 'Agree to these versions of the policies; recorded with time, address and browser.',
  permission: 'user',
  repeats: 'atomic',
  whenBound: true,
  credentials: ['session'],
  act: { name: 'policy.accept', did: 'accepted changed policies' },
  body: z.strictObject({ versionIds: z.array(id).min(1).max(100) }),
  response: okResponse,
});

export const listAgreements = route({
  method: 'GET',
  path: '/api/policies/agreements',
  summary: 'What the person agreed to, the newest first.',
  permission: 'user',
  whenBound: true,
  credentials: ['session'],
  response: z.object({
    items: z.array(
      z.object({
        id,
        kind: policyKind,
        title: z.string(),
        version: z.int(),
        hash: z.string(),
        agreedAt: instant,
        ip: z.string(),
        userAgent: z.string(),
      }),
    ),
  }),
});
export type Agreement = CallResult<typeof listAgreements>['items'][number];

const versionNumber = z.coerce
  .number({ error: 'This is not the number of a version.' })
  .int()
  .min(1)
  .max(100_000);

export const comparePolicies = route({
  method: 'GET',
  path: '/api/policies/changes',
  summary: 'What changed in a policy from one version to another; without `from` the whole text.',
  permission: 'user',
  whenBound: true,
  credentials: ['session'],
  rate: 'heavy',
  query: z.object({ kind: policyKind, from: versionNumber.optional(), to: versionNumber }),
  response: difference,
});

// Pages that anybody reads ---------------------------------------------------------------------------------------------

const page = <const P extends string>(path: P, summary: string) =>
  route({ method: 'GET', path, summary, permission: 'public', produces: 'text/html' });
const pageParams = z.object({ kind: z.string() });

export const policiesPage = page('/policies', 'A page with all policies of this service.');
export const policyPage = {
  ...page('/policies/:kind', 'A page with the version of a policy that is in force.'),
  params: pageParams,
};
export const policyVersionPage = {
  ...page('/policies/:kind/:version', 'A page with one version of a policy, old, present or coming.'),
  params: pageParams.extend({ version: z.string() }),
};
export const policyChangesPage = {
  ...page('/policies/:kind/changes', 'A page with what changed between two versions of a policy (from, to).'),
  rate: 'heavy',
  params: pageParams,
  query: z.object({ from: z.string().optional(), to: z.string().optional() }),
} as const;
export const policyText = {
  ...page('/policies/:kind/:version/text', 'One version of a policy as plain text: what its hash is of.'),
  produces: 'text/plain',
  params: pageParams.extend({ version: z.string() }),
} as const;

// For those who run the install ----------------------------------------------------------------------------------------

const staff = { permission: 'operator:read', credentials: ['session'] } as const;
const admins = { permission: 'operator:manage', credentials: ['session'] } as const;
const kindParams = z.object({ kind: policyKind });
/** Fits on some sixty pages. */
export const longestPolicy = 200_000;

export const listPolicies = route({
  method: 'GET',
  path: '/api/operator/policies',
  summary: 'All policies with their versions and drafts, for the operator.',
  ...staff,
  response: z.object({
    items: z.array(
      z.object({
        kind: policyKind,
        title: z.string(),
        /** The newest first. */
        versions: z.array(policyVersion.extend({ agreed: z.int() })),
        /** The version in force; null before there is one. */
        current: z.int().nullable(),
        draftedAt: instant.nullable(),
      }),
    ),
    /** How many people are asked to agree: all users but those who run the install. */
    people: z.int(),
  }),
});
export type PolicyOverview = CallResult<typeof listPolicies>['items'][number];

const policyDraft = z.object({
  kind: policyKind,
  title: z.string(),
  text: z.string(),
  /** 0 when nothing is drafted and the text is that of the newest version. */
  revision: z.int(),
  /** The newest version, with which the draft is compared; null when there is none. */
  newest: policyVersion.nullable(),
  difference,
  /** The first day on which it may take effect, in UTC. */
  earliestOn: z.iso.date(),
});
export type PolicyDraft = z.output<typeof policyDraft>;

export const getPolicyDraft = route({
  method: 'GET',
  path: '/api/operator/policies/:kind/draft',
  summary: 'The draft of a policy and what it changes; without a draft the newest version.',
  ...staff,
  params: kindParams,
  response: policyDraft,
});

export const savePolicyDraft = route({
  method: 'PUT',
  path: '/api/operator/policies/:kind/draft',
  summary: 'Save the draft of a policy.',
  ...admins,
  act: { name: 'policy.draft', did: 'changed the draft of', about: 'kind', called: 'title' },
  params: kindParams,
  body: z.strictObject({
    text: z
      .string()
      .trim()
      .min(1, 'Write the policy first.')
      .max(longestPolicy, `At most ${longestPolicy} characters.`),
    /** The revision that was changed. */
    revision: z.int().min(0),
  }),
  response: policyDraft,
});

export const dropPolicyDraft = route({
  method: 'DELETE',
  path: '/api/operator/policies/:kind/draft',
  summary: 'Throw the draft of a policy away.',
  ...admins,
  act: { name: 'policy.drop-draft', did: 'threw away a draft of the policies', about: 'kind' },
  params: kindParams,
  response: okResponse,
});

export const getOriginalPolicy = route({
  method: 'GET',
  path: '/api/operator/policies/:kind/original',
  summary: 'The text that comes with the product, with the operator’s name and addresses filled in.',
  ...staff,
  params: kindParams,
  response: z.object({ text: z.string() }),
});

export const publishPolicy = route({
  method: 'POST',
  path: '/api/operator/policies/:kind/publish',
  repeats: 'atomic',
  summary: 'Publish the draft as the next version and tell everybody. It can never be changed or taken back.',
  ...admins,
  stepUp: true,
  act: { name: 'policy.publish', did: 'published', about: 'kind', called: 'title' },
  params: kindParams,
  body: z.strictObject({
    /** The revision of the draft that was read. */
    revision: z.int().min(1),
    effectiveOn: z.iso.date('Give a day such as 2026-12-24.'),
    material: z.boolean(),
    summary: z
      .string()
      .trim()
      .min(10, 'Say in a sentence or two what changes.')
      .max(1000, 'At most 1000 characters.'),
  }),
  status: 201,
  response: policyVersion,
});
