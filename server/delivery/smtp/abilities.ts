/** What a server says in its reply to EHLO that it can do (RFC 5321 §4.1.1.1), as far as we use it. */
export type Abilities = {
  pipelining: boolean;
  chunking: boolean;
  starttls: boolean;
  eightBitMime: boolean;
  smtpUtf8: boolean;
  /** Whether MAIL may say the size, and the largest message in octets it takes; Infinity when it names no limit. */
  size: { declared: boolean; most: number };
  /** Login mechanisms, in capitals. */
  auth: string[];
  /** Messages a connection may carry (RFC 9422); Infinity when it names no limit. */
  mailMax: number;
};

/** Reads the reply to EHLO. That to HELO names nothing, which reads as no ability at all. */
export function readAbilities(raw: Buffer): Abilities {
  const lines = raw.toString('latin1').split(/\r?\n/).slice(1);
  const words = lines.map((line) => line.slice(4).trim().toUpperCase().split(/\s+/));
  const find = (keyword: string) => words.find(([first]) => first === keyword);
  const size = find('SIZE');
  const mailMax = find('LIMITS')
    ?.find((word) => word.startsWith('MAILMAX='))
    ?.slice('MAILMAX='.length);
  return {
    pipelining: find('PIPELINING') !== undefined,
    chunking: find('CHUNKING') !== undefined,
    starttls: find('STARTTLS') !== undefined,
    eightBitMime: find('8BITMIME') !== undefined,
    smtpUtf8: find('SMTPUTF8') !== undefined,
    size: { declared: size !== undefined, most: limit(size?.[1]) },
    auth: words.flatMap(mechanisms),
    mailMax: limit(mailMax),
  };
}

/** `AUTH PLAIN LOGIN`, and `AUTH=PLAIN LOGIN` as servers wrote it before there was a standard. */
function mechanisms([keyword, ...rest]: string[]): string[] {
  if (keyword === 'AUTH') return rest;
  return keyword?.startsWith('AUTH=') ? [keyword.slice('AUTH='.length), ...rest] : [];
}

function limit(digits: string | undefined): number {
  return digits !== undefined && /^\d+$/.test(digits) && Number(digits) > 0 ? Number(digits) : Infinity;
}
