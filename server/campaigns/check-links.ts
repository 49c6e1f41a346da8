import type { CampaignCheck } from './check-campaign.ts';

/** Where links in mails lead, and whether the account’s mails leave this machine at all. */
interface Outward {
  baseUrl: string;
  mode: 'sandbox' | 'smtp';
}

/**
 * Warns when readers elsewhere could not follow the links of a mail, unsubscribing included, or when mailbox providers
 * would not offer one-click unsubscribe (RFC 8058 §3.1 wants HTTPS). Mail that stays in the sandbox is read here.
 */
export function checkLinks({ baseUrl, mode }: Outward): CampaignCheck[] {
  if (mode === 'sandbox') return [];
  const { hostname, protocol } = new URL(baseUrl);
  if (isThisMachine(hostname))
    return [
      warning(
        `Links in the email lead to ${baseUrl}, which only this machine can open.`,
        'Set BASE_URL to the public address of Mail Minion: until then nobody can unsubscribe.',
      ),
    ];
  if (protocol === 'http:')
    return [
      warning(
        `Links in the email lead to ${baseUrl}, which is not encrypted.`,
        'Mailbox providers offer one-click unsubscribe for https addresses only: set BASE_URL to one.',
      ),
    ];
  return [];
}

const isThisMachine = (host: string) =>
  host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127\./.test(host);

const warning = (message: string, hint: string): CampaignCheck => ({
  id: 'links-address',
  section: 'content',
  severity: 'warning',
  message,
  hint,
});
