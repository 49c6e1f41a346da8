import { z } from 'zod';
import { route } from '../platform/http/contract.ts';

export * from './frame/contract.ts';

/** Longest source and text part, in characters. */
export const LONGEST_SOURCE = 1_000_000;

const source = z.string().max(LONGEST_SOURCE, 'An email can hold at most 1,000,000 characters of source.');

/** `null` means: made from the HTML automatically. */
const text = source.nullable();

/**
 * What a campaign says, as it is stored. `kind` leaves room for other ways of writing (blocks) without a migration;
 * `version` counts changes to the shape of one kind.
 */
export const Content = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('mjml'), version: z.literal(1), source, text }),
  z.strictObject({ kind: z.literal('html'), version: z.literal(1), source, text }),
  z.strictObject({ kind: z.literal('plain'), version: z.literal(1), source }),
]);
export type Content = z.infer<typeof Content>;

export const ContentProblem = z.object({
  message: z.string(),
  line: z.number().int(),
  column: z.number().int(),
  where: z.enum(['subject', 'preheader', 'from_name', 'source', 'text']),
});

/** One line of the checklist shown before sending. */
export const Check = z.object({
  id: z.string(),
  severity: z.enum(['error', 'warning', 'ok']),
  message: z.string(),
  hint: z.string(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
});
export type Check = z.infer<typeof Check>;

/** A template to begin a campaign from. */
const starter = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  suggestedFor: z.string(),
  subject: z.string(),
  preheader: z.string(),
  content: Content,
});
export type Starter = z.output<typeof starter>;

export const listStarters = route({
  method: 'GET',
  path: '/api/starters',
  summary: 'Starter templates with their source.',
  permission: 'campaigns:read',
  response: z.object({ items: z.array(starter) }),
});

/** Content as a contact would get it. */
export const renderedContent = z.object({
  subject: z.string(),
  preheader: z.string(),
  html: z.string(),
  text: z.string(),
  /** Size of the HTML part in bytes; Gmail clips from 102 KB. */
  sizeBytes: z.number().int(),
  /** Why it could not be rendered; then the rest is empty. */
  problems: z.array(ContentProblem),
});

export const previewContent = route({
  method: 'POST',
  path: '/api/preview',
  summary: 'Render content for a sample contact, with problems and checks. Nothing is stored or sent.',
  act: null,
  permission: 'campaigns:read',
  repeats: 'calculates',
  body: z.strictObject({
    content: Content,
    subject: z.string().max(500),
    preheader: z.string().max(500),
    /** Fields of the sample contact. */
    contact: z.record(z.string().max(200), z.json()).optional(),
  }),
  response: renderedContent.extend({
    /** Worth a look, but rendered. */
    warnings: z.array(ContentProblem),
    checks: z.array(Check),
  }),
});

/** What the editor offers while somebody types a merge tag. */
const mergeLanguage = z.object({
  fields: z.array(z.object({ name: z.string(), help: z.string() })),
  filters: z.array(z.object({ name: z.string(), example: z.string(), help: z.string() })),
  tags: z.array(z.object({ name: z.string(), example: z.string(), help: z.string() })),
});

export const getMergeLanguage = route({
  method: 'GET',
  path: '/api/merge-language',
  summary: 'The fields, filters and tags of the merge language, with help texts.',
  permission: 'campaigns:read',
  response: mergeLanguage,
});
