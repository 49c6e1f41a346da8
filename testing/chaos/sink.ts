/**
 * The mail server of the chaos runs, outside the product: it thinks a little over every message and writes down each
 * one it gets, and each answer it gives, in a file that survives whatever happens. It can be told to be difficult: see
 * faults.ts, or to keep one domain waiting for ever after the dots. Arguments: the file of receipts, milliseconds to think, `faults` or nothing.
 */
import { openSync, writeSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { servePart } from '../part.ts';
import { createFaults, type Fault } from './faults.ts';

const [file = '', thinkMs = '0', difficult] = process.argv.slice(2);
const receipts = openSync(file, 'a');
const faults = createFaults(difficult === 'faults');
let received = 0;
/** The domain that is kept waiting, and over how many connections it is. */
let [hanging, stuck] = ['', 0];
let sessions = 0;

class Session {
  #socket: Socket;
  #buffered = '';
  #isBody = false;
  /** Octets of a message announced by BDAT; half of the sessions offer that. */
  #announced: number | undefined;
  #to = '';
  #fault: Fault | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1').setNoDelay(true);
    socket.on('error', () => {});
    void this.#serve();
  }

  async #serve(): Promise<void> {
    this.#say('220 sink.example ESMTP');
    try {
      for await (const chunk of this.#socket) {
        this.#buffered += chunk;
        while (!this.#socket.destroyed && (await this.#takeNext()));
      }
    } catch {
      // Cut off: that is what this is for.
    }
  }

  #takeNext(): Promise<boolean> {
    if (this.#announced !== undefined) return this.#takeChunk(this.#announced);
    return this.#isBody ? this.#takeBody() : this.#takeLine();
  }

  async #takeLine(): Promise<boolean> {
    const end = this.#buffered.indexOf('\r\n');
    if (end === -1) return false;
    const line = this.#buffered.slice(0, end);
    this.#buffered = this.#buffered.slice(end + 2);
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO')
      this.#say(`250-sink.example\r\n${offers[sessions++ % offers.length]}250-8BITMIME\r\n250 SIZE 50000000`);
    else if (verb === 'RCPT') await this.#takeRecipient(line);
    else if (verb === 'DATA') this.#takeData();
    else if (verb === 'BDAT') this.#announced = Number(/\d+/.exec(line)?.[0]);
    else if (verb === 'QUIT') this.#end('221 bye');
    else this.#say('250 ok');
    return true;
  }

  async #takeRecipient(line: string): Promise<void> {
    this.#to = /<(.*)>/.exec(line)?.[1] ?? '';
    this.#fault = faults.next(this.#to);
    if (this.#fault?.at !== 'rcpt') return this.#say('250 ok');
    await this.#act(this.#fault);
    this.#to = '';
  }

  #takeData(): void {
    // A pipelining client has sent it before it read that its recipient was refused.
    this.#isBody = this.#to !== '';
    this.#say(this.#isBody ? '354 go on' : '554 no valid recipients');
  }

  async #takeBody(): Promise<boolean> {
    if (this.#fault?.at === 'body' && this.#buffered.length > 1000) {
      await this.#act(this.#fault);
      return false;
    }
    const end = this.#buffered.indexOf('\r\n.\r\n');
    if (end === -1) return false;
    this.#isBody = false;
    await this.#takeMessage(end + 5);
    return true;
  }

  /** A message in one chunk, as this product sends them. */
  async #takeChunk(octets: number): Promise<boolean> {
    const meant = this.#to !== '';
    if (meant && this.#fault?.at === 'body' && this.#buffered.length > 1000) {
      await this.#act(this.#fault);
      return false;
    }
    if (this.#buffered.length < octets) return false;
    this.#announced = undefined;
    if (meant) await this.#takeMessage(octets);
    else {
      this.#buffered = this.#buffered.slice(octets);
      this.#say('554 no valid recipients');
    }
    return true;
  }

  async #takeMessage(length: number): Promise<void> {
    const header = this.#buffered.slice(0, this.#buffered.indexOf('\r\n\r\n'));
    this.#buffered = this.#buffered.slice(length);
    const number = ++received;
    write({
      number,
      dotAt: Date.now(),
      to: this.#to,
      id: /^Message-ID:\s*(\S+)/im.exec(header)?.[1] ?? '',
      leave: /^List-Unsubscribe:[^<]*<(https?:[^>]+)>/im.exec(header)?.[1] ?? '',
      // What it will say; one that never says anything keeps the message.
      isKept: this.#fault?.at !== 'dot' || !/^[45]/.test(this.#fault.reply ?? ''),
    });
    if (this.#to.endsWith(`@${hanging}`)) {
      stuck += 1;
      this.#socket.once('close', () => {
        stuck -= 1;
        write({ number, hungUpAt: Date.now() });
      });
      return;
    }
    await pause(Number(thinkMs));
    if (this.#fault?.at === 'dot') await this.#act(this.#fault);
    else this.#say('250 taken');
    write({ number, repliedAt: Date.now() });
    this.#to = '';
  }

  async #act({ hangMs, reply, drops }: Fault): Promise<void> {
    if (hangMs) await pause(hangMs);
    if (reply !== undefined) this.#say(reply);
    if (drops) this.#socket.destroySoon();
  }

  #say(line: string): void {
    if (!this.#socket.destroyed) this.#socket.write(`${line}\r\n`);
  }

  #end(line: string): void {
    this.#socket.end(`${line}\r\n`);
  }
}

/** What servers offer besides, by turns. */
const offers = ['', '250-PIPELINING\r\n', '250-PIPELINING\r\n250-CHUNKING\r\n', '250-CHUNKING\r\n'];

/** One line of the file in one write: a killed sink leaves whole lines. */
function write(line: object): void {
  writeSync(receipts, `${JSON.stringify(line)}\n`);
}

const server = createServer((socket) => new Session(socket));
server.listen(0, '127.0.0.1', () => {
  servePart({ port: (server.address() as AddressInfo).port }, ({ hang }: { hang?: string }) => {
    if (hang !== undefined) hanging = hang;
    return { received, stuck };
  });
});
