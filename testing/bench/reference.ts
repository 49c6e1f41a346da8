/**
 * What the bench compares with: nodemailer's pool, given the finished content of real messages of ours, in a process
 * of its own. Content is not made here, only written as MIME, signed and sent. Steered by start-reference.ts.
 */
import nodemailer from 'nodemailer';
import { servePart } from '../part.ts';
import type { FinishedMessage, ReferenceOrder, ReferenceReport } from './start-reference.ts';

let messages: FinishedMessage[] = [];
let port = 0;

/** Sends for so long, then lets what is under way arrive. */
async function run({
  seconds,
  connections,
  dkim,
}: NonNullable<ReferenceOrder['run']>): Promise<ReferenceReport> {
  const pool = nodemailer.createTransport({
    host: '127.0.0.1',
    port,
    pool: true,
    maxConnections: connections,
    maxMessages: Number.POSITIVE_INFINITY,
    ...(dkim && { dkim }),
  });
  const cpu = process.cpuUsage();
  const end = performance.now() + seconds * 1000;
  let sent = 0;
  // Two askers a connection, so that none of them waits for work.
  const askers = Array.from({ length: connections * 2 }, async () => {
    while (performance.now() < end) {
      const message = messages[sent % messages.length]!;
      sent += 1;
      await pool.sendMail({ ...message, to: `reference${sent}@sink.example` });
    }
  });
  await Promise.all(askers);
  pool.close();
  const { user, system } = process.cpuUsage(cpu);
  return { sent, cpuMs: (user + system) / 1000 };
}

servePart({}, async (order: ReferenceOrder) => {
  if (order.prepare) ({ messages, port } = order.prepare);
  return order.run ? await run(order.run) : {};
});
