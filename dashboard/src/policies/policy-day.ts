/** A day as people write it; policies count days in UTC. */
export const policyDay = (day: string): string =>
  new Date(day).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** Where anybody reads a version. */
export const policyAddress = (kind: string, version?: number): string =>
  version === undefined ? `/policies/${kind}` : `/policies/${kind}/${version}`;
