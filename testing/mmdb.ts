import { isIPv4 } from 'node:net';

/** What a test's database says of a network: strings, whole numbers, maps and lists of them. */
type Value = string | number | { [key: string]: Value } | Value[];

const RECORD_BYTES = 3;
const SEPARATOR = 16;
/** Types of the data section that are written here. */
const types = { text: 2, uint32: 6, map: 7, array: 11 };

/**
 * A database in the MaxMind DB format, 2.0 (https://maxmind.github.io/MaxMind-DB/), with 24-bit records and IPv4 under
 * ::/96. Small and simple: for tests.
 * @param networks IPv4 networks such as `198.51.100.0/24` and what is said of each
 */
export function writeMmdb(databaseType: string, networks: Record<string, Value>): Buffer {
  const data: Buffer[] = [];
  const tree: (number | { at: number } | undefined)[][] = [[undefined, undefined]];
  let dataLength = 0;
  for (const [network, value] of Object.entries(networks)) {
    insert(tree, bitsOf(network), { at: dataLength });
    const written = encode(value);
    data.push(written);
    dataLength += written.length;
  }
  const record = (target: (typeof tree)[number][number]) => {
    const bytes = Buffer.alloc(RECORD_BYTES);
    if (typeof target === 'number') bytes.writeUIntBE(target, 0, RECORD_BYTES);
    else bytes.writeUIntBE(tree.length + (target ? SEPARATOR + target.at : 0), 0, RECORD_BYTES);
    return bytes;
  };
  const metadata = {
    node_count: tree.length,
    record_size: RECORD_BYTES * 8,
    ip_version: 6,
    database_type: databaseType,
    languages: ['en'],
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_790_000_000,
    description: { en: 'For tests' },
  };
  return Buffer.concat([
    ...tree.flat().map(record),
    Buffer.alloc(SEPARATOR),
    ...data,
    Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'),
    encode(metadata),
  ]);
}

function insert(tree: (number | { at: number } | undefined)[][], bits: number[], leaf: { at: number }): void {
  let node = 0;
  for (const bit of bits.slice(0, -1)) {
    const next = tree[node]![bit];
    if (typeof next === 'number') node = next;
    else {
      tree.push([undefined, undefined]);
      tree[node]![bit] = tree.length - 1;
      node = tree.length - 1;
    }
  }
  tree[node]![bits.at(-1)!] = leaf;
}

function bitsOf(network: string): number[] {
  const [address = '', length = '32'] = network.split('/');
  if (!isIPv4(address)) throw new Error(`${network} is no IPv4 network.`);
  const bits = address
    .split('.')
    .flatMap((byte) => [...Number(byte).toString(2).padStart(8, '0')].map(Number));
  return [...Array<number>(96).fill(0), ...bits.slice(0, Number(length))];
}

function encode(value: Value): Buffer {
  if (typeof value === 'string')
    return Buffer.concat([control(types.text, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([control(types.uint32, 4), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([control(types.array, value.length), ...value.map(encode)]);
  const entries = Object.entries(value);
  return Buffer.concat([control(types.map, entries.length), ...entries.flat().map((part) => encode(part))]);
}

/** Type and size; types above 7 stand in a byte of their own. */
function control(type: number, size: number): Buffer {
  if (size >= 29) {
    if (size >= 29 + 256) throw new Error('Too long for a test.');
    return Buffer.from([(type << 5) | 29, size - 29]);
  }
  return type > 7 ? Buffer.from([size, type - 7]) : Buffer.from([(type << 5) | size]);
}
