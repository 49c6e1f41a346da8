import { type Sql, sql } from '#server/platform/database/index.ts';

/** A statement from text that a test puts together, which the product never does. */
export const plainSql = (text: string): Sql => sql(Object.assign([text], { raw: [text] }));
