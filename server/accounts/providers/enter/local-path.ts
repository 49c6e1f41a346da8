/** Where the screens of the dashboard begin. */
const screens =
  /^\/(?:lists|contacts|suppressions|imports|campaigns|reports|deliveries|sandbox|settings|agreements|invitation)?(?=[/?#]|$)/;

/**
 * The path of the dashboard that somebody wants to come to, or its first page: never another address, whatever browsers make
 * of it. Only what has no backslash, control character or empty part is read as a path at all.
 */
export function localPath(wanted: string | undefined): string {
  if (wanted === undefined || !/^\/[\x21-\x5b\x5d-\x7e]*$/.test(wanted) || wanted.includes('//')) return '/';
  const { origin, pathname, search, hash } = new URL(wanted, 'https://here.invalid');
  return origin === 'https://here.invalid' && screens.test(pathname) ? pathname + search + hash : '/';
}
