import { z } from 'zod';
import { id } from '../../platform/http/contract.ts';

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

/** For a person at a browser, about their own login. */
export const own = { permission: 'user', credentials: ['session'] } as const;

/** The query of the address with which the issuer sent the browser back. */
export const answer = z.string().min(1).max(6000);
/** Which provider; of the install. */
export const providerId = id;
/** Where the browser goes now: an address of the issuer. */
export const away = z.object({ address: z.string() });
