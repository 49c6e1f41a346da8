import { z } from 'zod';
import { id, instant } from '../../platform/http/contract.ts';

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
