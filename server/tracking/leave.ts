import { type CapturedEvent, choiceEvent } from './capture/captured-event.ts';
import type { Visitor } from './capture/visitor.ts';
import * as pages from './pages/pages.ts';
import type { Recorder } from './recorder.ts';
import type { SenderName } from './sender-name.ts';
import type { MessageRef } from './tokens/index.ts';

/** What the body of a POST asks for; undefined when it asks for nothing. */
type AskedFor = pages.Choice | 'one-click' | undefined;

/** `List-Unsubscribe=One-Click` is a mail program (RFC 8058 §3.2); `choice` is a button of our page. */
export function readChoice(fields: ReadonlyMap<string, string>): AskedFor {
  if (fields.get('List-Unsubscribe') === 'One-Click') return 'one-click';
  return pages.choices.find((choice) => choice === fields.get('choice'));
}

/**
 * Does what was asked and shows what came of it. The answer 200 is given only once the choice is in the database or
 * safe on disk, also when it had been made before; it never redirects (RFC 8058 §3.1).
 */
export async function answerChoice(
  choice: AskedFor,
  ref: MessageRef,
  visitor: Visitor,
  recorder: Recorder,
  senderName: SenderName,
): Promise<{ status: 200 | 400 | 503; page: string }> {
  const sender = await senderName(ref.accountId);
  if (choice === undefined) return { status: 400, page: pages.leavePage(sender) };
  if (ref.test) return { status: 200, page: pages.testLeavePage(sender) };
  try {
    await recorder.recordDurably(eventOf(choice, ref, visitor));
  } catch {
    // The recorder has logged why.
    return { status: 503, page: pages.tryAgainPage(sender) };
  }
  return { status: 200, page: pageAfter(choice)(sender) };
}

function eventOf(choice: NonNullable<AskedFor>, ref: MessageRef, visitor: Visitor): CapturedEvent {
  if (choice === 'one-click') return choiceEvent('unsubscribed', ref, 'one-click', visitor);
  return choiceEvent(kindOf[choice], ref, 'page', visitor);
}

const kindOf = { all: 'unsubscribed', lists: 'left_list', stay: 'resubscribed' } as const;

function pageAfter(choice: NonNullable<AskedFor>) {
  if (choice === 'stay') return pages.stayedPage;
  return choice === 'lists' ? pages.leftListsPage : pages.leftPage;
}
