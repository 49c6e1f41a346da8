import { type Sql, sql } from '#server/platform/database/index.ts';

/**
 * What mail servers said, with `[address]` for each address in it: to be counted over many messages, and shown to whom contacts
 * are not.
 */
export const withoutAddresses = (text: Sql): Sql =>
  sql`regexp_replace(${text}, ${ADDRESS}, '[address]', 'g')`;

const ADDRESS = String.raw`[^\s<>"()\[\],;:=/\\]{1,64}@[[:alnum:]][[:alnum:].-]*\.[[:alpha:]]{2,}`;
