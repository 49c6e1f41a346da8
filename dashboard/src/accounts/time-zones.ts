import { browserZone } from '../ui/format.ts';

/** Every time zone the browser knows by name, the browser's own among them. */
export const timeZones: string[] = [
  ...new Set([browserZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')]),
];
