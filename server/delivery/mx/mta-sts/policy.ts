/** How a domain wants mail to be brought to it (RFC 8461). */
export type MtaStsPolicy = {
  /** Changes in DNS when the policy does. */
  id: string;
  mode: 'enforce' | 'testing' | 'none';
  /** Names of mail hosts; `*.` at the beginning stands for exactly one label. */
  mx: string[];
  /** Seconds for which it holds, wherever it can be looked up or not. */
  maxAge: number;
};

/** The longest time a policy may ask for: a year (RFC 8461 §3.2). */
const LONGEST = 31_557_600;

/** Reads the id from the TXT records of `_mta-sts.DOMAIN`; undefined when there is none, or more than one. */
export function readPolicyId(texts: string[]): string | undefined {
  const records = texts.filter((text) => /^v=STSv1\s*(;|$)/.test(text));
  const id = /;\s*id=([A-Za-z0-9]{1,32})\s*(;|$)/.exec(records[0] ?? '')?.[1];
  return records.length === 1 ? id : undefined;
}

/**
 * Reads the text of a policy.
 *
 * @throws {Error} one sentence that says what is wrong with it
 */
export function readPolicy(id: string, text: string): MtaStsPolicy {
  const fields = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [key = '', ...value] = line.split(':');
      return { key: key.trim(), value: value.join(':').trim() };
    });
  const first = (key: string) => fields.find((field) => field.key === key)?.value;
  const mode = first('mode');
  const maxAge = first('max_age') ?? '';
  const mx = fields.filter(({ key }) => key === 'mx').map(({ value }) => value.toLowerCase());
  if (first('version') !== 'STSv1') throw new Error('It is not an STSv1 policy.');
  if (mode !== 'enforce' && mode !== 'testing' && mode !== 'none') throw new Error('It names no known mode.');
  if (!/^\d{1,10}$/.test(maxAge)) throw new Error('It does not say how long it holds.');
  if (mode !== 'none' && mx.length === 0) throw new Error('It names no mail host.');
  return { id, mode, mx, maxAge: Math.min(Number(maxAge), LONGEST) };
}

/** Whether a policy names this mail host. */
export function matchesPolicy(host: string, { mx }: MtaStsPolicy): boolean {
  return mx.some((pattern) =>
    pattern.startsWith('*.') ? host.slice(host.indexOf('.')) === pattern.slice(1) : host === pattern,
  );
}
