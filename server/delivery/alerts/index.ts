export { raiseAlert, resolveAlerts } from './raise-alert.ts';
