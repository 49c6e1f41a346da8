import type { CapturedKind } from './captured-event.ts';

/** Counts up when a rule changes. A stored verdict says by which rules it was passed. */
export const rulesVersion = 1;

interface Classification {
  machine: boolean;
  verdict?: { version: number; why: string };
}

/**
 * Whether a person or a machine opened or clicked, as far as the request alone tells. Image proxies of Gmail, Yahoo and
 * Outlook fetch when a person opens, so they count as people. Whoever presses a button to leave is taken at their word.
 */
export function classify(kind: CapturedKind, userAgent: string): Classification {
  if (kind !== 'opened' && kind !== 'clicked') return { machine: false };
  const why =
    scannerName(userAgent) ?? (kind === 'opened' ? prefetchName(userAgent) : previewName(userAgent));
  return why === undefined ? { machine: false } : { machine: true, verdict: { version: rulesVersion, why } };
}

/** Security scanners, link checkers and bare HTTP libraries. */
const scanners =
  /barracuda|bingpreview|scmguard|proofpoint|mimecast|ciscosecureemail|python-requests|go-http-client|okhttp|lua-resty-http|^java\/|^ahc\/|bot\b|facebookexternalhit|whatsapp\//i;

function scannerName(userAgent: string): string | undefined {
  if (userAgent === '') return 'no-user-agent';
  return scanners.test(userAgent) ? 'scanner' : undefined;
}

/** Gmail loads images ahead of reading under exactly this name. */
const gmailPrefetch =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0';

function prefetchName(userAgent: string): string | undefined {
  // Apple Mail Privacy Protection loads every image, read or not, and says no more than this.
  if (userAgent === 'Mozilla/5.0') return 'apple-privacy';
  return userAgent === gmailPrefetch ? 'gmail-prefetch' : undefined;
}

/** Office programs show mail themselves, but when they follow a link they only look whether it exists. */
function previewName(userAgent: string): string | undefined {
  return /microsoft office|ms-office|msoffice/i.test(userAgent) ? 'office-preview' : undefined;
}
