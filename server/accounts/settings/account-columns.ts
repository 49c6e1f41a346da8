import { type Sql, sql } from '#server/platform/database/index.ts';
import { closingColumn } from '../standing/closing-column.ts';

/** The account's columns as the API names them. */
export const accountColumns: Sql = sql`
  a.id, a.name, a.postal_address as "postalAddress", a.time_zone as "timeZone",
  a.default_from_name as "defaultFromName", a.default_from_email as "defaultFromEmail",
  least(a.daily_cap, (select p.daily_cap from plans p where p.id = a.plan_id)) as "dailyCap",
  a.suspended_reason as "suspendedReason", a.when_unsure as "whenUnsure", a.approval_required as "approvalRequired",
  a.created_at as "createdAt",
  ${closingColumn}`;
