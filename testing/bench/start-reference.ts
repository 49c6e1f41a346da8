import { join } from 'node:path';
import { startPart } from '../part.ts';

/** What sendMail is given, without the recipient. */
export type FinishedMessage = {
  from: string;
  subject: string;
  html: string;
  text: string;
  headers: Record<string, string>;
};

export type DkimOption = { domainName: string; keySelector: string; privateKey: string };

export type ReferenceOrder = {
  prepare?: { port: number; messages: FinishedMessage[] };
  run?: { seconds: number; connections: number; dkim?: DkimOption };
};

export type ReferenceReport = { sent: number; cpuMs: number };

type Reference = {
  run(order: NonNullable<ReferenceOrder['run']>): Promise<ReferenceReport>;
};

/** nodemailer in a process of its own, with messages to send. */
export async function startReference(
  running: AsyncDisposableStack,
  prepare: NonNullable<ReferenceOrder['prepare']>,
): Promise<Reference> {
  const { part } = await startPart(join(import.meta.dirname, 'reference.ts'), running);
  await part.ask({ prepare });
  return { run: (run) => part.ask<ReferenceReport>({ run }) };
}
