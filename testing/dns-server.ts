import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';

/** What is known about one name. `alias` is a CNAME: what stands at its target is answered along with it. */
export type DnsName = {
  mx?: [preference: number, host: string][];
  a?: string[];
  aaaa?: string[];
  txt?: string[];
  alias?: string;
  /** Seconds; 300 when not given. */
  ttl?: number;
  /** Answers nothing but this code, or not at all. */
  trouble?: 'SERVFAIL' | 'REFUSED' | 'silence';
};

/** All names by their lower-case spelling without a final dot, or a function that knows them. Others do not exist. */
export type DnsNames = Record<string, DnsName> | ((name: string) => DnsName | undefined);

type DnsServer = {
  /** As node:dns takes it. */
  address: string;
  /** `mx acme.example` for every question asked. */
  questions: string[];
  close(): Promise<void>;
};

const TYPES: Record<number, 'a' | 'cname' | 'mx' | 'txt' | 'aaaa'> = {
  1: 'a',
  5: 'cname',
  15: 'mx',
  16: 'txt',
  28: 'aaaa',
};
const CODES = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };

/** A real name server over UDP on a free port of loopback. Changes to a record of names take effect at once. */
export async function startDnsServer(names: DnsNames): Promise<DnsServer> {
  const find = (name: string) => (typeof names === 'function' ? names(name) : names[name]);
  const socket = createSocket('udp4');
  const questions: string[] = [];
  socket.on('message', (query, from) => {
    const { name, type, end } = readQuestion(query);
    questions.push(`${TYPES[type] ?? type} ${name}`);
    const known = find(name);
    if (known?.trouble === 'silence') return;
    const records = known ? answersFor(find, name, TYPES[type]) : [];
    const code = known?.trouble ?? (known ? 'NOERROR' : 'NXDOMAIN');
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8180 | CODES[code], 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(code === 'NOERROR' ? records.length : 0, 6);
    const parts = code === 'NOERROR' ? records : [];
    socket.send(Buffer.concat([header, query.subarray(12, end), ...parts]), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    questions,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  while (query[at] !== 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + query[at]!));
    at += 1 + query[at]!;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function answersFor(
  find: (name: string) => DnsName | undefined,
  name: string,
  type: (typeof TYPES)[number] | undefined,
): Buffer[] {
  const known = find(name) ?? {};
  const { ttl = 300 } = known;
  if (known.alias !== undefined) {
    const alias = record(name, 5, ttl, wireName(known.alias));
    return [alias, ...answersFor(find, known.alias, type)];
  }
  switch (type) {
    case 'mx':
      return (known.mx ?? []).map(([preference, host]) =>
        record(name, 15, ttl, Buffer.concat([uint16(preference), wireName(host)])),
      );
    case 'a':
      return (known.a ?? []).map((address) => record(name, 1, ttl, wireAddress(address)));
    case 'aaaa':
      return (known.aaaa ?? []).map((address) => record(name, 28, ttl, wireAddress(address)));
    case 'txt':
      return (known.txt ?? []).map((text) => record(name, 16, ttl, wireText(text)));
    default:
      return [];
  }
}

function record(name: string, type: number, ttl: number, data: Buffer): Buffer {
  const seconds = Buffer.alloc(4);
  seconds.writeUInt32BE(ttl);
  return Buffer.concat([wireName(name), uint16(type), uint16(1), seconds, uint16(data.length), data]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function wireName(name: string): Buffer {
  const labels = name.split('.').filter((label) => label !== '');
  return Buffer.concat([...labels.map(wireText), Buffer.from([0])]);
}

function wireText(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

function wireAddress(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail = ''] = address.split('::');
  const groups = (part: string) => part.split(':').filter((group) => group !== '');
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(missing).fill('0'), ...groups(tail)];
  return Buffer.concat(all.map((group) => uint16(Number.parseInt(group, 16))));
}
