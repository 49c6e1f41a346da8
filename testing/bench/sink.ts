/**
 * The far end of the bench: a process that takes mail over SMTP as fast as it can and keeps nothing but counts and a
 * few samples. It shares the machine with what it measures, so it does the least a mail server can do: it looks for
 * line ends and the final dot, and parses nothing. Steered over the IPC channel: see start-sink.ts.
 */
import { createServer, type Socket } from 'node:net';
import { servePart, tellNews } from '../part.ts';
import type { SinkOrder, SinkReport, Slice } from './start-sink.ts';

const END = Buffer.from('\r\n.\r\n');

/** Copies for each recipient number, by the name of the campaign; a recipient is `reader123@…`. */
const copies = new Map<string, Uint8Array>();
let slice: Slice = { campaign: 'nothing', recipients: 0, sampleEvery: 0, notifyAt: 0 };
let report = emptyReport();
/** Messages whose DATA was asked for. */
let begun = 0;
let cpuAtStart = process.cpuUsage();

class Session {
  #socket: Socket;
  #isBody = false;
  /** An unfinished command line. */
  #rest = '';
  /** How much of the end of a body the last octets are. */
  #matched = 0;
  /** Octets that a BDAT has announced and that are still to come; a message may come in several. */
  #chunkLeft = 0;
  #isLastChunk = false;
  #isChunked = false;
  #recipient = '';
  #sample: Buffer[] | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', () => {});
    socket.write('220 sink.example ESMTP\r\n');
  }

  #take(chunk: Buffer): void {
    let replies = '';
    let at = 0;
    while (at < chunk.length) {
      if (this.#chunkLeft > 0) {
        const end = Math.min(chunk.length, at + this.#chunkLeft);
        this.#sample?.push(chunk.subarray(at, end));
        report.bytes += end - at;
        this.#chunkLeft -= end - at;
        at = end;
        if (this.#chunkLeft === 0) replies += this.#endOfChunk();
      } else if (this.#isBody) {
        const end = this.#endOfBody(chunk, at);
        this.#sample?.push(chunk.subarray(at, end === -1 ? undefined : end));
        if (end === -1) {
          report.bytes += chunk.length - at;
          break;
        }
        report.bytes += end - at;
        at = end;
        this.#isBody = false;
        // Without the line of the dot, and without the dots that were stuffed.
        this.#received((text) => text.slice(0, -3).replaceAll('\r\n..', '\r\n.'));
        replies += '250 2.0.0 taken\r\n';
      } else {
        const end = chunk.indexOf(10, at);
        if (end === -1) {
          this.#rest += chunk.toString('latin1', at);
          break;
        }
        const line = this.#rest + chunk.toString('latin1', at, end);
        this.#rest = '';
        at = end + 1;
        replies += this.#answer(line);
      }
    }
    if (replies !== '') this.#socket.write(replies, 'latin1');
  }

  #answer(line: string): string {
    switch (line.slice(0, 4).toUpperCase()) {
      case 'EHLO':
        return '250-sink.example\r\n250-PIPELINING\r\n250-CHUNKING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE 100000000\r\n';
      case 'RCPT':
        this.#recipient = line;
        return '250 2.1.5 ok\r\n';
      case 'DATA':
        this.#isBody = true;
        // A dot right at the beginning ends an empty message.
        this.#matched = 2;
        this.#begin();
        return '354 go on\r\n';
      case 'BDAT':
        return this.#beginChunk(line);
      case 'QUIT':
        this.#socket.end('221 2.0.0 bye\r\n');
        return '';
      case 'MAIL':
      case 'RSET':
      case 'NOOP':
      case 'HELO':
        return '250 2.0.0 ok\r\n';
      default:
        return '500 5.5.2 not known here\r\n';
    }
  }

  #begin(): void {
    begun += 1;
    if (slice.sampleEvery > 0 && begun % slice.sampleEvery === 0) this.#sample = [];
  }

  /** `BDAT 12345 LAST` (RFC 3030): so many octets follow, as they are. */
  #beginChunk(line: string): string {
    const [, size, last = ''] = line.trim().split(/\s+/);
    if (!this.#isChunked) this.#begin();
    this.#isChunked = true;
    this.#chunkLeft = Number(size);
    this.#isLastChunk = last.toUpperCase() === 'LAST';
    return this.#chunkLeft === 0 ? this.#endOfChunk() : '';
  }

  #endOfChunk(): string {
    if (this.#isLastChunk) {
      this.#isChunked = false;
      this.#received((text) => text);
    }
    return '250 2.0.0 taken\r\n';
  }

  /** Where in the chunk the octet after the final dot's line end is; -1 while there is none. */
  #endOfBody(chunk: Buffer, at: number): number {
    // It may have begun in an earlier chunk.
    const border = Math.min(at + END.length - 1, chunk.length);
    for (let i = at; i < border; i++) if (this.#step(chunk[i]!)) return i + 1;
    if (border === chunk.length) return -1;
    const inside = chunk.indexOf(END, at);
    if (inside !== -1) return inside + END.length;
    this.#matched = 0;
    for (let i = chunk.length - END.length + 1; i < chunk.length; i++) this.#step(chunk[i]!);
    return -1;
  }

  /** Takes one octet of a body; whether it is the last. */
  #step(octet: number): boolean {
    if (octet === END[this.#matched]) this.#matched += 1;
    else this.#matched = octet === END[0] ? 1 : 0;
    return this.#matched === END.length;
  }

  #received(asSent: (text: string) => string): void {
    const now = Date.now();
    if (report.received === 0) report.firstAt = now;
    report.lastAt = now;
    report.received += 1;
    const number = Number(/<reader(\d+)@/i.exec(this.#recipient)?.[1] ?? -1);
    const counts = copies.get(slice.campaign)!;
    if (number >= 1 && number < counts.length) counts[number]! += 1;
    else if (slice.recipients > 0) report.strangers += 1;
    if (this.#sample) {
      const text = asSent(Buffer.concat(this.#sample).toString('latin1'));
      report.samples.push({ recipient: this.#recipient, text });
      this.#sample = undefined;
    }
    if (report.received === slice.notifyAt) tellNews('reached');
  }
}

function emptyReport(): SinkReport {
  return {
    received: 0,
    bytes: 0,
    firstAt: 0,
    lastAt: 0,
    strangers: 0,
    missing: 0,
    doubled: 0,
    cpuMs: 0,
    samples: [],
  };
}

function finish(): SinkReport {
  const { user, system } = process.cpuUsage(cpuAtStart);
  const counts = copies.get(slice.campaign)?.subarray(1) ?? [];
  let [missing, doubled] = [0, 0];
  for (const count of counts) {
    if (count === 0) missing += 1;
    if (count > 1) doubled += 1;
  }
  return { ...report, missing, doubled, cpuMs: (user + system) / 1000 };
}

function begin(next: Slice): void {
  slice = next;
  if (!copies.has(slice.campaign)) copies.set(slice.campaign, new Uint8Array(slice.recipients + 1));
  report = emptyReport();
  cpuAtStart = process.cpuUsage();
}

const server = createServer((socket) => new Session(socket));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number };
  servePart({ port }, ({ begin: next }: SinkOrder) => (next ? begin(next) : finish()));
});
