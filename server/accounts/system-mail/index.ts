export type { SystemMail, SystemMailData, SystemMailKind } from './kinds.ts';
export { kindsAboutAccount } from './kinds.ts';
export { type QueueSystemMail, sendSystemMailJob, systemMailQueue } from './queue-system-mail.ts';
export { openMail } from './sealed-mail.ts';
