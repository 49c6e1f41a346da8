import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { after } from 'node:test';
import { type Database, openDatabase } from '#server/platform/database/index.ts';
import { testDatabaseKey } from './database.ts';

/** A database whose connections can be cut and refused, as when its server is stopped, and restored. */
interface CuttableDatabase {
  database: Database;
  cut(): Promise<void>;
  restore(): Promise<void>;
}

/** @param url of a test database; the handle goes through a relay of its own. */
export async function cuttableDatabase(url: string): Promise<CuttableDatabase> {
  const { hostname, port: serverPort } = new URL(url);
  const sockets = new Set<Socket>();
  const relay = createServer((client) => {
    const server = connect(Number(serverPort), hostname);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  await listen(relay, 0);
  const { port } = relay.address() as { port: number };
  const relayed = new URL(url);
  relayed.host = `127.0.0.1:${port}`;
  const database = openDatabase(relayed.href, testDatabaseKey, { connections: 4 });
  const cut = async () => {
    const closed = once(relay, 'close');
    relay.close();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await closed;
  };
  after(async () => {
    await database.close();
    if (relay.listening) await cut();
  });
  return { database, cut, restore: () => listen(relay, port) };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}
