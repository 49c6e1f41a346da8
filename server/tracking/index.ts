export type { CapturedEvent } from './capture/captured-event.ts';
export { trackingExport } from './export-parts.ts';
export { createIngest, type Ingest } from './ingest/ingest-events.ts';
export type { RecordedEvent, TrackingSubscriber } from './ingest/recorded-event.ts';
export { type Recorder, type RecorderOptions, startRecorder } from './recorder.ts';
export { type TrackingDeps, trackingRoutes, type WebVersionDeps, webVersionRoutes } from './routes.ts';
export { followStoppedLinks } from './stopped-links.ts';
export {
  createLinkMaker,
  type LinkMaker,
  linkKeyId,
  type MessageLinks,
  type MessageRef,
  whyNotTracked,
} from './tokens/index.ts';
