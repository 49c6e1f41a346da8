import { z } from 'zod';

/** An address that mail can reach. */
export const email = z.string().trim().max(254).pipe(z.email('This is not an email address.'));
/** A password somebody chooses. */
export const password = z
  .string()
  .min(12, 'Use at least 12 characters; a short sentence works well.')
  .max(128, 'At most 128 characters.');
