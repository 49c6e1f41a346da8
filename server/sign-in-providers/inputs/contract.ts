import { z } from 'zod';

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
