import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';

/**
 * What a scripted server does at a step: a reply (without the last CRLF), `drop` the connection, `reset` it as a crash
 * does, `hang` without a word, or whatever a function does with the socket.
 */
export type Act = string | 'drop' | 'reset' | 'hang' | ((socket: Socket) => void);

type StepName =
  | 'greeting'
  | 'EHLO'
  | 'HELO'
  | 'STARTTLS'
  | 'AUTH'
  | 'MAIL'
  | 'RCPT'
  | 'DATA'
  | 'dot'
  | 'BDAT'
  | 'RSET'
  | 'QUIT';

/** A list is walked one entry per time the step comes up, its last entry repeated. Lines after a 334 are AUTH again. */
export type Script = Partial<Record<StepName, Act | Act[]>> & {
  /** Does something once so many octets of a message are there. */
  inBody?: { after: number; act: Act };
  /** The certificate for STARTTLS, or a handshake that is never answered. */
  tls?: { key: string; cert: string } | 'hang';
  /** TLS from the first octet. */
  secure?: boolean;
  /** Takes the octets after BDAT for commands, as a server does that never heard of it. */
  isChunkless?: boolean;
  /** Sends each reply octet by octet. */
  isBytewise?: boolean;
};

export type ScriptedSmtpServer = {
  port: number;
  /** All commands received, over all connections. */
  commands: string[];
  /**
   * The messages received up to their dot, as octets, dots unstuffed, whatever the reply to them was; and those by
   * BDAT to somebody who was taken.
   */
  messages: { to: string; bytes: Buffer }[];
  connections: number;
  close(): Promise<void>;
};

/** Answers to BDAT of one who does not know it: no message was received then. */
const NOT_KNOWN = /^50[0234]/;

const POLITE: Partial<Record<StepName, string>> = {
  greeting: '220 scripted.example ready',
  EHLO: '250-scripted.example\r\n250-PIPELINING\r\n250-SIZE 10000000\r\n250 AUTH PLAIN',
  AUTH: '235 2.7.0 welcome',
  MAIL: '250 2.1.0 sender ok',
  RCPT: '250 2.1.5 recipient ok',
  DATA: '354 go ahead',
  dot: '250 2.0.0 queued',
  BDAT: '250 2.0.0 queued',
  RSET: '250 2.0.0 reset',
  QUIT: '221 2.0.0 bye',
};

/**
 * A real TCP server on a free port of loopback, or where it is told to be, that follows a script and is polite where
 * the script says nothing.
 */
export async function startScriptedSmtpServer(
  script: Script = {},
  { host = '127.0.0.1', port = 0 } = {},
): Promise<ScriptedSmtpServer> {
  const sockets = new Set<Socket>();
  const counts = new Map<StepName, number>();
  const state: ScriptedSmtpServer = { port: 0, commands: [], messages: [], connections: 0, close };

  /** The TCP socket under each encrypted one. */
  const under = new WeakMap<Socket, Socket>();
  let saying = Promise.resolve();

  function nextAct(name: StepName): Act {
    const step = script[name] ?? POLITE[name] ?? '500 what?';
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return Array.isArray(step) ? step[Math.min(count, step.length - 1)]! : step;
  }

  function perform(socket: Socket, act: Act): void {
    if (typeof act === 'function') act(socket);
    else if (act === 'drop') socket.destroy();
    else if (act === 'reset') (under.get(socket) ?? socket).resetAndDestroy();
    else if (act !== 'hang') say(socket, act);
  }

  function say(socket: Socket, reply: string): void {
    const isLast = /^(421|221)[ -]/.test(reply);
    if (script.isBytewise) saying = saying.then(() => sayBytewise(socket, reply, isLast));
    else socket.write(`${reply}\r\n`, () => isLast && socket.end());
  }

  function encrypt(socket: Socket, { key, cert }: { key: string; cert: string }): Socket {
    const encrypted = new TLSSocket(socket, { isServer: true, key, cert }).on('error', () => {});
    under.set(encrypted, socket);
    return encrypted;
  }

  function serve(socket: Socket): void {
    let buffered = Buffer.alloc(0);
    let mode: 'command' | 'body' | 'chunk' | 'login' | 'handshake' = 'command';
    let to = '';
    let chunk = 0;
    const isTaken = { MAIL: false, RCPT: false };

    /** Whether something other than the reply happens amid the message. */
    function isBrokenOff(): boolean {
      const { inBody } = script;
      if (!inBody || buffered.length < inBody.after) return false;
      perform(socket, inBody.act);
      mode = 'handshake';
      return true;
    }

    function readChunk(): boolean {
      if (isBrokenOff() || buffered.length < chunk) return false;
      const bytes = Buffer.from(buffered.subarray(0, chunk));
      buffered = buffered.subarray(chunk);
      mode = 'command';
      const isForSomebody = isTaken.MAIL && isTaken.RCPT;
      const act = isForSomebody || script.BDAT ? nextAct('BDAT') : '503 5.5.1 no recipient';
      const isKnown = typeof act !== 'string' || !NOT_KNOWN.test(act);
      if (isForSomebody && isKnown) state.messages.push({ to, bytes });
      perform(socket, act);
      return true;
    }

    function readMessage(): boolean {
      if (isBrokenOff()) return false;
      const isEmpty = buffered.indexOf('.\r\n') === 0;
      const end = isEmpty ? -2 : buffered.indexOf('\r\n.\r\n');
      if (end === -1) return false;
      const text = buffered.toString('latin1', 0, end + 2);
      buffered = buffered.subarray(end + 5);
      mode = 'command';
      state.messages.push({ to, bytes: Buffer.from(text.replace(/(^|\r\n)\.\./g, '$1.'), 'latin1') });
      perform(socket, nextAct('dot'));
      return true;
    }

    function readCommand(): boolean {
      const end = buffered.indexOf('\r\n');
      if (end < 0) return false;
      const command = buffered.toString('utf8', 0, end);
      buffered = buffered.subarray(end + 2);
      state.commands.push(command);
      const verb = (mode === 'login' ? 'AUTH' : command.split(/[ :]/)[0]!.toUpperCase()) as StepName;
      if (verb === 'RCPT') to = /<(.*)>/.exec(command)?.[1] ?? '';
      if (verb === 'BDAT' && !script.isChunkless) {
        chunk = Number(command.split(' ')[1]);
        mode = 'chunk';
        return true;
      }
      const act = nextAct(verb);
      if (verb === 'MAIL' || verb === 'RCPT') isTaken[verb] = typeof act === 'string' && act.startsWith('2');
      const code = typeof act === 'string' ? act.slice(0, 3) : '';
      mode =
        verb === 'DATA' && code === '354' ? 'body' : verb === 'AUTH' && code === '334' ? 'login' : 'command';
      perform(socket, act);
      if (verb === 'STARTTLS' && code === '220') upgrade();
      return true;
    }

    function upgrade(): void {
      mode = 'handshake';
      if (script.tls === undefined || script.tls === 'hang') return;
      socket.off('data', onData);
      serve(encrypt(socket, script.tls));
    }

    function readNext(): boolean {
      if (mode === 'chunk') return readChunk();
      return mode === 'body' ? readMessage() : readCommand();
    }

    function onData(octets: Buffer): void {
      buffered = Buffer.concat([buffered, octets]);
      while (!socket.destroyed && mode !== 'handshake' && readNext());
    }
    socket.on('data', onData);
  }

  const server = net.createServer({ noDelay: true }, (plain) => {
    state.connections++;
    sockets.add(plain);
    plain.on('close', () => sockets.delete(plain)).on('error', () => {});
    const socket = script.secure && typeof script.tls === 'object' ? encrypt(plain, script.tls) : plain;
    serve(socket);
    perform(socket, nextAct('greeting'));
  });
  server.listen(port, host);
  await once(server, 'listening');
  state.port = (server.address() as AddressInfo).port;
  return state;

  async function close(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  }
}

async function sayBytewise(socket: Socket, reply: string, isLast: boolean): Promise<void> {
  for (const octet of Buffer.from(`${reply}\r\n`)) {
    await turn();
    if (socket.writable) socket.write(Buffer.of(octet));
  }
  if (isLast) socket.end();
}
