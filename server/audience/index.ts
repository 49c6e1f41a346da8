export { type Leaving, leaveLists } from './contacts/leave-lists.ts';
export { noteSuppressions } from './contacts/note-suppressions.ts';
export { type SecondThoughts, undoLeaving } from './contacts/undo-leaving.ts';
export { unsubscribeContact } from './contacts/unsubscribe-contact.ts';
export { audienceExport } from './export/export-parts.ts';
export { audienceJobs } from './jobs.ts';
export { type AudienceCounts, audienceCounts } from './recipients/audience-counts.ts';
export { type Audience, audienceOf, countUpTo, isAnybodyIn } from './recipients/audience-of.ts';
export { type AudienceDeps, audienceRoutes } from './routes.ts';
