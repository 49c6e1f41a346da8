export { confirmArrival, holdDoubtful } from './confirm-arrival.ts';
export { readFailures, readProgress, type SendProgress } from './read-progress.ts';
export { resendUncertain } from './resend-uncertain.ts';
export type { SendSnapshot } from './snapshot.ts';
export { planSend, startSend } from './start-send.ts';
export { cancelSend, pauseSend, resumeSend } from './steer-send.ts';
export { withoutAddresses } from './without-addresses.ts';
