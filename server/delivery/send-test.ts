import type { Database } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import type { LinkMaker } from '#server/tracking/index.ts';
import { buildMessage, isOfThisMessage } from './engine/build-message.ts';
import { type LoadedSend, prepareSend, UnsendableError } from './engine/load-send.ts';
import { addressDomain } from './mime/index.ts';
import type { SendSnapshot } from './sends/index.ts';
import type { ServerWays } from './servers/index.ts';
import { type Leaving, NoWayError, openConnection } from './ways/index.ts';

interface TestSenderDeps {
  database: Database;
  ways: ServerWays;
  links: LinkMaker;
  secrets: Secrets;
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
    const refuse = (error: unknown) => {
      if (!isForPeople(error)) throw error;
      return mail.to.map((email) => ({ email, accepted: false, text: error.message }));
    };
    try {
      const send = await prepareSend(deps.database, deps.secrets, { ...mail, sendId: newId() });
      // A person who sends a test wants to know how things are now.
      await deps.ways.refresh();
      deps.ways.forgetTroubles();
      const results: TestResult[] = [];
      for (const [index, email] of mail.to.entries()) {
        results.push(await sendOne(deps, send, mail, { email, position: index + 1 }));
      }
      return results;
    } catch (error) {
      return refuse(error);
    }
  };
}

async function sendOne(
  { ways, links }: TestSenderDeps,
  send: LoadedSend,
  mail: TestMail,
  { email, position }: { email: string; position: number },
): Promise<TestResult> {
  const { fromEmail } = mail.snapshot;
  const leaving: Leaving = {
    accountId: mail.accountId,
    fromDomain: addressDomain(fromEmail),
    stream: 'marketing',
  };
  const { id: contactId, ...person } = mail.contact;
  const bytes = await buildMessage(send, { ...person, contactId, position, testTo: email }, links);
  const recipientDomain = addressDomain(email);
  const connection = await openConnection(
    () => ways.find(leaving, recipientDomain),
    (way, event) => ways.report(way, event),
  );
  try {
    const outcome = await connection.send({ from: fromEmail, to: email }, bytes);
    return { email, accepted: outcome.kind === 'accepted', text: outcome.text };
  } finally {
    connection.close();
  }
}

function isForPeople(error: unknown): error is Error {
  return error instanceof UnsendableError || error instanceof NoWayError || isOfThisMessage(error);
}
