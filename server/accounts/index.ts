export { createAuthorise } from './access/authorise.ts';
export { tellSessionEnd } from './access/callers.ts';
export { isAlwaysFree } from './access/contract.ts';
export { createCallerLimit } from './access/rates/caller-limit.ts';
export { createRateLimit } from './access/rates/network-limit.ts';
export { tellQuotas } from './access/rates/tell-quotas.ts';
export { requireProof } from './access/require-proof.ts';
export { type Browser, isInstallAdmin, may, onBehalfOf, rolesThatMay, type Scope } from './access/scope.ts';
export { attribute } from './activity/attribute.ts';
export { activityJobs, activityTimetable } from './activity/jobs.ts';
export { createRecordByProduct, type RecordByProduct } from './activity/record/record-by-product.ts';
export { createRecorder } from './activity/record/recorder.ts';
export {
  BOM,
  csvPart,
  csvPieces,
  csvValue,
  type ExportedAccount,
  type ExportFile,
  type ExportPart,
  jsonPart,
  type Piece,
} from './closing/export/export-part.ts';
export { accountsExport } from './closing/export/parts.ts';
export { accountsJobs } from './jobs.ts';
export {
  endLinks,
  type LinkPurpose,
  makeLink,
  type OneTimeLink,
  readLink,
  useLink,
} from './one-time-links/index.ts';
export { accountOfInstall } from './operator/account-of-install.ts';
export { requireActive } from './operator/suspension/require-active.ts';
export {
  overContacts,
  type Room,
  requireRoomForContact,
  roomForContacts,
  roomForMessages,
  whatToDo,
} from './plans/over-plan.ts';
export { recipientsSince } from './plans/recipients.ts';
export { ownersMustAcceptFrom, recordAgreement } from './policies/agreements.ts';
export { currentVersions, publishOriginals } from './policies/versions.ts';
export { createAskOutside } from './providers/issuer/ask-outside.ts';
export { createIssuers } from './providers/issuer/issuers.ts';
export { isConfirmed } from './registration/confirm-address.ts';
export { createAccount, type NewAccount } from './registration/create-account.ts';
export { formToken } from './registration/form-token.ts';
export { needsSetUp } from './registration/set-up.ts';
export { setUpCode } from './registration/set-up-code.ts';
export { createOnce } from './repeats/once.ts';
export { type AccountsDeps, accountsRoutes } from './routes.ts';
export { accountsSealedColumns } from './sealed-columns.ts';
export { ownersWithoutSecondFactor } from './second-factors/owners-without.ts';
export { noteSend, readSender, type Sender } from './sign-in/devices/senders.ts';
export { doneIn } from './sign-in/enter.ts';
export { createLoginRates } from './sign-in/guessing/login-rates.ts';
export { openSession } from './sign-in/sessions.ts';
export {
  openMail,
  type QueueSystemMail,
  type SystemMail,
  type SystemMailData,
  type SystemMailKind,
  sendSystemMailJob,
  systemMailQueue,
} from './system-mail/index.ts';
