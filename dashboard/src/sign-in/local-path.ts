/**
 * The path that somebody wants to come to after logging in, or the first page: never another address, whatever browsers make
 * of it. Only what has no backslash, control character or empty part is taken for a path at all.
 */
export const localPath = (wanted: string | null | undefined): string =>
  wanted && /^\/[\x21-\x5b\x5d-\x7e]*$/.test(wanted) && !wanted.includes('//') ? wanted : '/';
