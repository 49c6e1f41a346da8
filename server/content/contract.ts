import { z } from 'zod';

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
