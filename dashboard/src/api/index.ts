export { ApiFailure, isFailure, offline } from './api-failure.ts';
export { addressOf, call, callOnce, callText } from './call.ts';
export { askToLogInWith, settleLogIn } from './log-in-again.ts';
export { isUnattended } from './presence.ts';
export { createQueryClient } from './query-client.ts';
export { sessionEnd } from './session-end.ts';
export { askForProofWith, settleProof } from './step-up.ts';
export { upload } from './upload.ts';
export { type Change, keyOf, reading, useCall, useChange, useRefresh } from './use-call.ts';
