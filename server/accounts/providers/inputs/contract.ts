import { z } from 'zod';
import { id } from '../../../platform/http/contract.ts';

/** What a button says. */
export const offer = z.object({ id, kind: z.enum(['google', 'microsoft', 'oidc']), label: z.string() });
export type Offer = z.output<typeof offer>;

/** What stands behind the @ of addresses, as DNS spells it. */
export const emailDomain = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(
    /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
    'This is not the name of a domain.',
  );

/** For the account's owners, in a browser alone. */
export const forOwners = { permission: 'account:own', credentials: ['session'] } as const;
