/** Leaves for the issuer. What the server answers is an https address; anything else is refused here as well. */
export function goToProvider({ address }: { address: string }): void {
  const url = new URL(address);
  if (url.protocol !== 'https:') throw new Error('This is no address to go to.');
  window.location.assign(url);
}
