import { problem } from '#server/platform/http/index.ts';
import { toAsciiDomain } from '../mime/index.ts';
import type { SmtpSettings } from './contract.ts';
import { PrivateHostError, publicAddressesOf } from './public-host.ts';

const invalid = (field: string, text: string) => problem('invalid_input', text, { [field]: text });

/** From-domains as mail is compared with them. @throws invalid_input */
export function cleanDomains(domains: readonly string[]): string[] {
  const clean = domains.map((typed) => {
    const domain = toAsciiDomain(typed.replace(/^@/, ''));
    if (domain === undefined) throw invalid('fromDomains', `“${typed}” is not a domain name.`);
    return domain;
  });
  return [...new Set(clean)];
}

/** Where mail servers listen: those of the standards, and those that providers offer where these are blocked. */
const mailPorts = [25, 465, 587, 2465, 2525, 2587];

/**
 * A client's server must be out on the internet and a mail server's: whoever may name any host could look around in the
 * network this machine stands in, and with any port talk to what is no mail server in its name. A name that does not
 * resolve yet is kept; it is looked at again with every connection.
 *
 * @throws invalid_input
 */
export async function requirePublicHost({ host, port }: SmtpSettings): Promise<void> {
  if (!mailPorts.includes(port))
    throw invalid(
      'smtp.port',
      `Use a port of mail servers: ${new Intl.ListFormat('en', { type: 'disjunction' }).format(mailPorts.map(String))}. Only an admin of this install, logged in with a second factor, may use another.`,
    );
  try {
    await publicAddressesOf(host);
  } catch (error) {
    if (error instanceof PrivateHostError) throw invalid('smtp.host', error.message);
  }
}

/** @throws invalid_input unless host and login fit each other */
export function requireLogin({ user, login }: SmtpSettings, hasSecret: boolean): void {
  const what = login === 'xoauth2' ? 'access token' : 'password';
  if (user !== '' && !hasSecret) throw invalid('secret', `Enter the ${what} of ${user}.`);
  if (user === '' && hasSecret) throw invalid('smtp.user', `Enter the user name the ${what} belongs to.`);
}

/** @throws invalid_input when a kept secret would go to another place, or less well kept, than it was entered for */
export function requireSecretAgain(old: SmtpSettings, next: SmtpSettings): void {
  if (isSameDoor(old, next)) return;
  throw invalid(
    'secret',
    'Enter the password again: a kept one is given to the server it was entered for alone.',
  );
}

/** Whether a secret entered for the one may be given to the other. */
export function isSameDoor(old: SmtpSettings, next: SmtpSettings): boolean {
  const door = (settings: SmtpSettings) =>
    JSON.stringify([settings.host, settings.port, settings.encryption, settings.verifyCertificate]);
  return door(old) === door(next);
}
