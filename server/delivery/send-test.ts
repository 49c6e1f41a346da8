import type { Database } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { LinkMaker } from '#server/tracking/index.ts';
import { buildMessage, isOfThisMessage } from './engine/build-message.ts';
import { prepareSend, UnsendableError } from './engine/load-send.ts';
import type { SendSnapshot } from './sends/index.ts';
import { type Connection, type Route, RouteError, type Transport } from './smtp/index.ts';

export interface TestSenderDeps {
  database: Database;
  transport: Transport;
  routeFor: (accountId: string) => Route;
  links: LinkMaker;
  /** InstallKeys.envelope */
  envelopeKey: Buffer;
}

/** What to send as a test: the content as `snapshot` has it, filled in with the fields of one person. */
export interface TestMail {
  accountId: string;
  snapshot: SendSnapshot;
  to: string[];
  /** Whose fields to fill in. With an id, the unsubscribe link is theirs in form; links of tests record nothing. */
  contact: { id?: string | undefined; email: string; fields: Record<string, unknown> };
}

export interface TestResult {
  email: string;
  accepted: boolean;
  /** The mail server's answer, or why there is none. */
  text: string;
}

/** Sends test mails now, one after the other, made and sent as in a real send; their subject says that they are tests. */
export type TestSender = (mail: TestMail) => Promise<TestResult[]>;

export function createTestSender(deps: TestSenderDeps): TestSender {
  return async (mail) => {
    let connection: Connection | undefined;
    try {
      const send = await prepareSend(deps.database, deps.envelopeKey, { ...mail, sendId: newId() });
      connection = await deps.transport.open(deps.routeFor(mail.accountId));
      const results: TestResult[] = [];
      for (const [index, email] of mail.to.entries()) {
        const { id: contactId, ...person } = mail.contact;
        const addressee = { ...person, contactId, position: index + 1, testTo: email };
        const bytes = await buildMessage(send, addressee, deps.links);
        const outcome = await connection.send({ from: mail.snapshot.fromEmail, to: email }, bytes);
        results.push({ email, accepted: outcome.kind === 'accepted', text: outcome.text });
      }
      return results;
    } catch (error) {
      if (!(error instanceof RouteError || isForPeople(error))) throw error;
      return mail.to.map((email) => ({ email, accepted: false, text: error.message }));
    } finally {
      connection?.close();
    }
  };
}

function isForPeople(error: unknown): error is Error {
  return error instanceof UnsendableError || isOfThisMessage(error);
}
