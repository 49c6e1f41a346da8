/** What a person on this machine types into a browser; the base of links too, until BASE_URL says better. */
export function localAddress(host: string, port: number): string {
  const isGeneral = ['127.0.0.1', '0.0.0.0', '::1', '::'].includes(host);
  return `http://${isGeneral ? 'localhost' : host}:${port}`;
}
