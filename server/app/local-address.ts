/** What a person on this machine types into a browser; the base of links too, until BASE_URL says better. */
export function localAddress(host: string, port: number): string {
  const isGeneral = ['127.0.0.1', '0.0.0.0', '::1', '::'].includes(host);
  return `http://${isGeneral ? 'localhost' : host}:${port}`;
}

/** Whether an address leads to the machine itself alone. */
export const isLocalAddress = (url: string): boolean =>
  /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/i.test(new URL(url).hostname);
