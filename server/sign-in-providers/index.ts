export { createAskOutside } from './issuer/ask-outside.ts';
export { createIssuers } from './issuer/issuers.ts';
export { providerJobs } from './jobs.ts';
export { providerRoutes } from './routes.ts';
export { accountClientSecrets, clientSecrets } from './set-up/shelf.ts';
