export { confirmArrival } from './confirm-arrival.ts';
export { type SendProgress, sendProgress } from './read-progress.ts';
export type { SendSnapshot } from './snapshot.ts';
export { createSend, planSend } from './start-send.ts';
export { cancelSend, pauseSend, resumeSend } from './steer-send.ts';
