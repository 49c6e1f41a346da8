/**
 * The path that somebody wants to come to after logging in, or the first page: never another address, whatever browsers make
 * of it. Only what has no backslash, control character or empty part is taken for a path at all.
 */
export const localPath = (wanted: string | null | undefined): string =>
  wanted && /^\/[\x21-\x5b\x5d-\x7e]*$/.test(wanted) && !wanted.includes('//') ? wanted : '/';

/**
 * The login, for whoever wants to come to a path of ours afterwards. What that has behind its # may be a secret, and stays behind
 * one: the query of an address is written into logs.
 */
export function loginOnTheWayTo(wanted: string | null | undefined) {
  const [next = '', hash = ''] = localPath(wanted).split(/#(.*)/);
  return { to: '/login', search: next === '/' ? {} : { next }, hash } as const;
}

/** Where an address with `next` in its query leads in the end. */
export const wayOn = (next: string | undefined, hash: string) => localPath(next && next + hash);
