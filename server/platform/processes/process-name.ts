import { hostname } from 'node:os';

/** What PostgreSQL keeps of a connection's name is 63 characters; the end of a host's name is what tells pods apart. */
const OF_HOST = 40;

/** Which process this is, among all that work for the install: host, part and number, with a space between. */
export const processName = (part: 'web' | 'worker'): string =>
  `${hostname().slice(-OF_HOST)} ${part} ${process.pid}`;
