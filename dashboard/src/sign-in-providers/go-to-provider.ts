/** Where this tab was on its way to. Kept in it alone: such an address may name a link that opens something. */
const GOING_TO = 'going-to';

/**
 * Leaves for the issuer. What the server answers is an https address; anything else is refused here as well.
 * @param next where to go after coming back: a path of ours
 */
export function goToProvider({ address }: { address: string }, next?: string): void {
  const url = new URL(address);
  if (url.protocol !== 'https:') throw new Error('This is no address to go to.');
  window.sessionStorage.setItem(GOING_TO, next ?? '');
  window.location.assign(url);
}

/** Where whoever comes back from a provider was on their way to; as written, so to be looked at before going there. */
export const wasGoingTo = () => window.sessionStorage.getItem(GOING_TO);
