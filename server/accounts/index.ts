export { callerOf, noteCaller, tellSessionEnd } from './access/callers.ts';
export { describeBrowser } from './access/describe-browser.ts';
export { type CallerLimit, createCallerLimit } from './access/rates/caller-limit.ts';
export { machineOf, networkOf } from './access/rates/network.ts';
export { createRateLimit, type RateLimit } from './access/rates/network-limit.ts';
export { tellQuotas } from './access/rates/tell-quotas.ts';
export { requireProof } from './access/require-proof.ts';
export {
  type Browser,
  isBound,
  isInstallAdmin,
  may,
  missing,
  onBehalfOf,
  rolesThatMay,
  type Scope,
  type SessionProof,
} from './access/scope.ts';
export { accountOfInstall, homeAccount, homeAccountId } from './account-of-install.ts';
export { readApiKey } from './api-keys/read-api-key.ts';
export { createAccount, type NewAccount, writeAccount } from './create-account.ts';
export { accountsJobs } from './jobs.ts';
export { accountToEnter, lastUsedFirst, noteSeen } from './last-used-account.ts';
export { loginKey } from './login-key.ts';
export {
  codeHash,
  endLinks,
  findOpenLink,
  type InvitationCode,
  invitationHash,
  makeLink,
  readLink,
  renewLink,
  useLink,
} from './one-time-links/index.ts';
export {
  overContacts,
  type Room,
  requireRoomForContact,
  requireRoomForUser,
  roomForContacts,
  roomForMessages,
  whatToDo,
} from './plans/over-plan.ts';
export { readPlanUse } from './plans/plan-use.ts';
export { assignPlan, requireGivable, setPlan } from './plans/plans.ts';
export { recipientsSince } from './plans/recipients.ts';
export { type Told, writeProfile } from './profile/profile.ts';
export { createOnce } from './repeats/once.ts';
export { accountsRoutes } from './routes.ts';
export { accountsSealedColumns } from './sealed-columns.ts';
export { accountColumns } from './settings/account-columns.ts';
export type { OnAccountChanged } from './settings/require-approval.ts';
export { closingColumn } from './standing/closing-column.ts';
export { requireActive } from './standing/require-active.ts';
export { requireStanding } from './standing/require-standing.ts';
export {
  kindsAboutAccount,
  openMail,
  type QueueSystemMail,
  type SystemMail,
  type SystemMailData,
  type SystemMailKind,
  sendSystemMailJob,
  systemMailQueue,
} from './system-mail/index.ts';
