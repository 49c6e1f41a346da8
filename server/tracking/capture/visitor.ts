import { isIPv4, isIPv6 } from 'node:net';

/** Who asked, reduced to what reports need. */
export interface Visitor {
  ip: string;
  /** As sent, at most 300 characters. */
  userAgent: string;
  /** Mail program or browser by name. */
  client: string;
}

export function readVisitor(request: {
  ip: string;
  headers: Record<string, string | string[] | undefined>;
}): Visitor {
  const userAgent = String(request.headers['user-agent'] ?? '').slice(0, 300);
  return { ip: truncateIp(request.ip), userAgent, client: clientName(userAgent) };
}

/** The network an address belongs to, /24 or /48: enough to tell networks apart, too little to point at a person. */
export function truncateIp(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1] ?? ip;
  if (isIPv4(mapped)) return `${mapped.split('.').slice(0, 3).join('.')}.0/24`;
  if (!isIPv6(ip)) return '';
  const [front = '', back] = ip.split('%')[0]!.split('::');
  const head = front === '' ? [] : front.split(':');
  const tail = back ? back.split(':') : [];
  const groups =
    back === undefined ? head : [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail];
  return `${groups
    .slice(0, 3)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/48`;
}

/** First match wins: proxies and mail programs before the browsers they pretend to be. */
const clients: [RegExp, string][] = [
  [/GoogleImageProxy/, 'Gmail'],
  [/YahooMailProxy/, 'Yahoo Mail'],
  [/^Mozilla\/5\.0$/, 'Apple Mail'],
  [/Outlook|ms-office|MSOffice|Microsoft Office/i, 'Outlook'],
  [/Thunderbird/, 'Thunderbird'],
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser/, 'Samsung Internet'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/Safari\//, 'Safari'],
  [/(iPhone|iPad|Macintosh).*AppleWebKit/, 'Apple Mail'],
];

function clientName(userAgent: string): string {
  return clients.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'Other';
}
