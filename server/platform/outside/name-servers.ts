import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';

/** What the name servers say about one kind of record of one name. */
export type Answer<T> =
  | { kind: 'found'; records: T[]; seconds: number }
  /** The name exists and has no such record. */
  | { kind: 'none' }
  | { kind: 'no-such-name' }
  /** The name servers of that name are in trouble, or did not answer in time. */
  | { kind: 'failed'; text: string }
  /** The name servers of this machine cannot be reached at all. */
  | { kind: 'unreachable'; text: string };

export type MailExchanger = { host: string; preference: number };

export interface NameServers {
  mailExchangers(domain: string): Promise<Answer<MailExchanger>>;
  /** IPv4 and IPv6. */
  addresses(host: string): Promise<Answer<string>>;
  /** TXT records, each joined to one text. */
  texts(name: string): Promise<Answer<string>>;
  /** Questions that are on their way now. */
  readonly asking: number;
  close(): void;
}

/** For records whose time to live Node does not tell. */
const USUAL_SECONDS = 600;

/** Questions on their way at once; the others wait their turn. */
const AT_ONCE = 100;

type NameServerOptions = {
  /** `192.0.2.53` or `192.0.2.53:5353`; those of the system when not given. */
  servers?: string[] | undefined;
  /** Milliseconds for the first try of a question. */
  timeout?: number | undefined;
  tries?: number | undefined;
};

/** Asks the name servers. Answers are values; nothing is remembered here. */
export function createNameServers(options: NameServerOptions = {}): NameServers {
  const resolver = new Resolver({ timeout: options.timeout ?? 5_000, tries: options.tries ?? 2 });
  if (options.servers) resolver.setServers(options.servers);
  const turns = createTurns(AT_ONCE);

  async function ask<T>(name: string, question: () => Promise<Omit<Found<T>, 'kind'>>): Promise<Answer<T>> {
    await turns.take();
    try {
      const found = await question();
      return found.records.length > 0 ? { kind: 'found', ...found } : { kind: 'none' };
    } catch (error) {
      return readFailure(name, error as NodeJS.ErrnoException);
    } finally {
      turns.giveBack();
    }
  }

  const addressesOf = (host: string, family: 4 | 6) =>
    ask(host, async () => {
      const records = await (family === 4
        ? resolver.resolve4(host, { ttl: true })
        : resolver.resolve6(host, { ttl: true }));
      const seconds = Math.min(...records.map(({ ttl }) => ttl));
      return { records: records.map(({ address }) => address), seconds };
    });

  return {
    mailExchangers: (domain) =>
      ask(domain, async () => {
        const records = await resolver.resolveMx(domain);
        const exchangers = records.map(({ exchange, priority }) => ({
          host: exchange.toLowerCase().replace(/\.$/, ''),
          preference: priority,
        }));
        return { records: exchangers, seconds: USUAL_SECONDS };
      }),

    async addresses(host) {
      // A mail host that is written as an address is no name, whatever the system's resolver makes of it.
      if (isIP(host)) return { kind: 'no-such-name' };
      return joinFamilies(await Promise.all([addressesOf(host, 6), addressesOf(host, 4)]));
    },

    texts: (name) =>
      ask(name, async () => {
        const records = await resolver.resolveTxt(name);
        return { records: records.map((parts) => parts.join('')), seconds: USUAL_SECONDS };
      }),

    get asking() {
      return turns.taken;
    },
    close: () => resolver.cancel(),
  };
}

type Found<T> = Extract<Answer<T>, { kind: 'found' }>;

/** A family that could not be looked up does not matter while the other one is known. */
function joinFamilies(answers: Answer<string>[]): Answer<string> {
  const found = answers.filter((answer) => answer.kind === 'found');
  if (found.length > 0) {
    const seconds = Math.min(...found.map((answer) => answer.seconds));
    return { kind: 'found', records: found.flatMap((answer) => answer.records), seconds };
  }
  const order = ['unreachable', 'failed', 'no-such-name', 'none'];
  return answers.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))[0]!;
}

function readFailure(name: string, error: NodeJS.ErrnoException): Exclude<Answer<never>, { kind: 'found' }> {
  switch (error.code) {
    case 'ENODATA':
      return { kind: 'none' };
    case 'ENOTFOUND':
    case 'EBADNAME':
      return { kind: 'no-such-name' };
    case 'ECONNREFUSED':
      return { kind: 'unreachable', text: 'The name servers of this machine cannot be reached.' };
    case 'ETIMEOUT':
      return { kind: 'failed', text: `The name servers did not answer in time when asked for ${name}.` };
    default:
      return {
        kind: 'failed',
        text: `The name servers could not look up ${name} (${error.code ?? error.message}).`,
      };
  }
}

/** Lets so many through at once, the others in the order in which they came. */
function createTurns(atOnce: number) {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return {
    get taken() {
      return taken;
    },
    async take(): Promise<void> {
      if (taken < atOnce) taken += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    /** The turn goes to the next one waiting, if any. */
    giveBack(): void {
      const next = waiting.shift();
      if (next) next();
      else taken -= 1;
    },
  };
}
