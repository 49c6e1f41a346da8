import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';

/**
 * What a scripted server does at one step: a reply (without the last CRLF), `drop` the connection, `hang` without a
 * word, or a list that is walked one entry per time the step comes up, its last entry repeated.
 */
export type Step = string | 'drop' | 'hang' | (string | 'drop' | 'hang')[];

export type Script = Partial<
  Record<'greeting' | 'EHLO' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'dot' | 'RSET' | 'QUIT', Step>
> & {
  /** Drops the connection after so many octets of a message. */
  dropInBody?: number;
};

export type ScriptedSmtpServer = {
  port: number;
  /** All commands received, over all connections. */
  commands: string[];
  /** The messages received up to their dot, as octets, dots unstuffed, whatever the reply to them was. */
  messages: { to: string; bytes: Buffer }[];
  connections: number;
  close(): Promise<void>;
};

const POLITE: Record<string, string> = {
  greeting: '220 scripted.example ready',
  EHLO: '250-scripted.example\r\n250-PIPELINING\r\n250-SIZE 10000000\r\n250 AUTH PLAIN',
  AUTH: '235 2.7.0 welcome',
  MAIL: '250 2.1.0 sender ok',
  RCPT: '250 2.1.5 recipient ok',
  DATA: '354 go ahead',
  dot: '250 2.0.0 queued',
  RSET: '250 2.0.0 reset',
  QUIT: '221 2.0.0 bye',
};

/** A real TCP server on a free port of loopback, or where it is told to be, that follows a script and is polite where the script says nothing. */
export async function startScriptedSmtpServer(
  script: Script = {},
  { host = '127.0.0.1', port = 0 } = {},
): Promise<ScriptedSmtpServer> {
  const sockets = new Set<Socket>();
  const counts = new Map<string, number>();
  const state: ScriptedSmtpServer = { port: 0, commands: [], messages: [], connections: 0, close };

  function answer(socket: Socket, name: keyof Script): string {
    const step = (script[name] ?? POLITE[name] ?? '500 what?') as Step;
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    const reply = Array.isArray(step) ? step[Math.min(count, step.length - 1)]! : step;
    if (reply === 'drop') socket.destroy();
    else if (reply !== 'hang') socket.write(`${reply}\r\n`);
    if (/^(421|221)[ -]/.test(reply)) socket.end();
    return reply;
  }

  const server = net.createServer({ noDelay: true }, (socket) => {
    state.connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    let buffered = Buffer.alloc(0);
    let inBody = false;
    let to = '';

    function readMessage(): boolean {
      if (script.dropInBody !== undefined && buffered.length >= script.dropInBody) socket.destroy();
      const end = buffered.indexOf('\r\n.\r\n');
      const empty = buffered.indexOf('.\r\n') === 0;
      if (end < 0 && !empty) return false;
      const text = empty ? '' : buffered.toString('latin1', 0, end + 2);
      buffered = buffered.subarray(empty ? 3 : end + 5);
      inBody = false;
      state.messages.push({ to, bytes: Buffer.from(text.replace(/(^|\r\n)\.\./g, '$1.'), 'latin1') });
      answer(socket, 'dot');
      return true;
    }

    function readCommand(): boolean {
      const end = buffered.indexOf('\r\n');
      if (end < 0) return false;
      const command = buffered.toString('utf8', 0, end);
      buffered = buffered.subarray(end + 2);
      state.commands.push(command);
      const verb = command.split(/[ :]/)[0]!.toUpperCase() as keyof Script;
      if (verb === 'RCPT') to = /<(.*)>/.exec(command)?.[1] ?? '';
      const reply = answer(socket, verb);
      inBody = verb === 'DATA' && reply.startsWith('354');
      return true;
    }

    socket.on('data', (chunk) => {
      buffered = Buffer.concat([buffered, chunk]);
      while (!socket.destroyed && (inBody ? readMessage() : readCommand()));
    });
    answer(socket, 'greeting');
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
