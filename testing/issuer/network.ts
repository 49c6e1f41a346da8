import { request } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type DnsName, startDnsServer } from '../dns-server.ts';
import { testAuthority } from '../tls-certificate.ts';

/** The one name the certificate of the tests is good for; issuers tell themselves apart by their ports. */
export const ISSUER_HOST = 'mail.example';

/**
 * A name server that knows the issuers of tests, and their authority trusted in this process.
 * @param more names, that may be changed meanwhile
 * @returns settings with which the product finds them
 */
export async function issuerNetwork(
  more: Record<string, DnsName> = {},
): Promise<{ env: Record<string, string>; close(): Promise<void> }> {
  setDefaultCACertificates([...getCACertificates('default'), testAuthority]);
  const names = await startDnsServer(
    Object.assign(more, {
      [ISSUER_HOST]: { a: ['127.0.0.1'] },
      'inside.example': { a: ['10.0.0.5'] },
    }),
  );
  const env = { NAME_SERVERS: names.address, SIGN_IN_PRIVATE_NETWORKS: 'all' };
  return { env, close: () => names.close() };
}

interface Page {
  status: number;
  location: string | undefined;
  cookies: string[];
}

/** What a browser sends to the issuer on this machine. */
function get(url: URL, cookies: Map<string, string>): Promise<Page> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        agent: false,
        headers: { cookie, accept: 'text/html' },
        lookup: (_host, { all }, done) =>
          all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
      },
      (response) => {
        response.resume();
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            location: response.headers.location,
            cookies: response.headers['set-cookie'] ?? [],
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** Goes where the issuer leads, as a browser does, until it leads back. @returns the address it leads back to */
export async function followIssuer(address: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let at = new URL(address);
  for (let steps = 0; steps < 12; steps++) {
    const page = await get(at, cookies);
    for (const set of page.cookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    if (page.location === undefined) throw new Error(`The issuer answered ${page.status} at ${at}.`);
    at = new URL(page.location, at);
    if (at.hostname !== ISSUER_HOST) return at;
  }
  throw new Error('The issuer leads round and round.');
}
