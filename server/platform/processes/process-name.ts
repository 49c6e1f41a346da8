import { hostname } from 'node:os';

/** Which process this is, among all that work for the install: host, part and number, with a space between. */
export const processName = (part: 'web' | 'worker'): string => `${hostname()} ${part} ${process.pid}`;
