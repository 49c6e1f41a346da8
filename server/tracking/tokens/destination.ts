/** Octets of the longest destination a tracked link can carry. */
export const longestDestination = 2000;

/** Why a link in a mail is left as it is instead of being tracked, in words; undefined when it can be tracked. */
export function whyNotTracked(url: string): string | undefined {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return 'It is not a web address.';
  if (Buffer.byteLength(url) > longestDestination) {
    return `It is longer than ${longestDestination} characters, so clicks on it are not counted.`;
  }
  return undefined;
}

/**
 * The destination as a Location header takes it: as written when that is plain ASCII, else percent-encoded.
 * Undefined when it is no web address, which a signed token never carries.
 */
export function locationOf(url: string): string | undefined {
  if (whyNotTracked(url) !== undefined) return undefined;
  return /^[\x21-\x5b\x5d-\x7e]+$/.test(url) ? url : new URL(url).href;
}
