export { mustAccept, ownersMustAccept, ownersMustAcceptFrom, recordAgreement } from './agreements.ts';
export { policiesJobs } from './jobs.ts';
export { policiesRoutes } from './routes.ts';
export { currentVersions, publishOriginals } from './versions.ts';
