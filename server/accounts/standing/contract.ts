import { z } from 'zod';
import { instant } from '../../platform/http/contract.ts';

/** An account in its time of grace. */
export const closing = z.object({
  /** When it is erased. */
  at: instant,
  closedAt: instant,
  by: z.enum(['owner', 'operator']),
  /** What whoever closed it said: an owner to those who run the install, an operator to the account’s people. */
  comment: z.string(),
});
export type Closing = z.output<typeof closing>;
