import type { Socket } from 'node:net';
import { type Script, startScriptedSmtpServer } from './scripted-smtp-server.ts';

/** A mail server that takes everything and measures how it comes in. */
export type MeasuringSink = {
  port: number;
  /** The messages in the order in which they came; `at` in seconds. */
  arrivals(): { at: number; to: string; from: string }[];
  /** The most that came in any stretch of so many seconds. */
  busiest(seconds: number): number;
  /** The most connections that were open at once. */
  mostConnections(): number;
  close(): Promise<void>;
};

/** @param delay milliseconds it takes over each message before it accepts it */
export async function startMeasuringSink({
  delay = 0,
  ...script
}: Script & { delay?: number } = {}): Promise<MeasuringSink> {
  const times: number[] = [];
  const open = new Set<Socket>();
  let mostOpen = 0;
  const greeting = (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    mostOpen = Math.max(mostOpen, open.size);
    socket.write('220 sink.example ready\r\n');
  };
  const goodbye = (socket: Socket) => {
    open.delete(socket);
    socket.end('221 2.0.0 bye\r\n');
  };
  const dot = (socket: Socket) => {
    times.push(performance.now() / 1000);
    setTimeout(() => socket.write('250 2.0.0 taken\r\n'), delay);
  };
  const server = await startScriptedSmtpServer({ greeting, dot, QUIT: goodbye, ...script });
  return {
    port: server.port,
    arrivals: () =>
      times.map((at, i) => {
        const { to, bytes } = server.messages[i]!;
        return { at, to, from: /^From: .*?<(.*?)>/im.exec(bytes.toString('latin1'))?.[1] ?? '' };
      }),
    busiest: (seconds) => busiest(times, seconds),
    mostConnections: () => mostOpen,
    close: () => server.close(),
  };
}

function busiest(times: number[], seconds: number): number {
  let [most, first] = [0, 0];
  for (let last = 0; last < times.length; last++) {
    while (times[first]! <= times[last]! - seconds) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
