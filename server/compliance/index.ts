export { complianceExport } from './export-parts.ts';
export { type AddressReading, readAddress } from './read-address.ts';
export { type ComplianceDeps, complianceRoutes, type SuppressionSubscribers } from './routes.ts';
export { notSuppressed, type Suppressed, suppress, suppressAll } from './suppress.ts';
export { unsuppress } from './unsuppress.ts';
