export { type Database, openDatabase, type Tx } from './database.ts';
export { describeSchema } from './describe-schema.ts';
export { migrate, readMigrations } from './migrate.ts';
export { inRequest, keepReach, restrictedMember, restrictTo } from './reach.ts';
export { dropLogins, ensureLogins, loginSuffix } from './roles.ts';
export type { RowBatch, Snapshot } from './snapshot.ts';
export { identifier, join, type Prepared, prepared, type Sql, sql } from './sql.ts';
