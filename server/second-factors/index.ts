export { appSecrets } from './authenticator-app.ts';
export { forgetFactors } from './forget-factors.ts';
export { ownersWithoutSecondFactor } from './owners-without.ts';
export { proofMethods, proofProviders } from './prove.ts';
export { secondFactorRoutes } from './routes.ts';
export { tellOfChange } from './tell-of-change.ts';
