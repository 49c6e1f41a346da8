export { attribute } from './attribute.ts';
export { activityJobs, activityTimetable } from './jobs.ts';
export { createRecordByProduct, type RecordByProduct } from './record/record-by-product.ts';
export { createRecorder } from './recorder.ts';
export { activityRoutes } from './routes.ts';
export { sentencesOf } from './sentences.ts';
export { createStaffRecorder } from './staff/staff-recorder.ts';
