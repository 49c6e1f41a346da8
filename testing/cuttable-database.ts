import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
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
  let isCut = false;
  // It keeps its port while it refuses: another program may take one that is let go.
  const relay = createServer((client) => {
    client.on('error', () => {});
    if (isCut) {
      client.resetAndDestroy();
      return;
    }
    const server = connect(Number(serverPort), hostname);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      from
        .on('error', () => to.destroy())
        .on('close', () => {
          sockets.delete(from);
          to.destroy();
        });
      from.pipe(to);
    }
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const relayed = new URL(url);
  relayed.host = `127.0.0.1:${(relay.address() as { port: number }).port}`;
  const database = openDatabase(relayed.href, testDatabaseKey, { connections: 4 });
  const cut = async () => {
    isCut = true;
    const closed = [...sockets].filter((socket) => !socket.closed).map((socket) => once(socket, 'close'));
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
  };
  const restore = async () => {
    isCut = false;
  };
  after(async () => {
    await database.close();
    await cut();
    relay.close();
  });
  return { database, cut, restore };
}
