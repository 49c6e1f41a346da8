import { newId } from '#server/platform/ids/index.ts';
import { said } from '../smtp/index.ts';
import type { MailInWords } from './build-system-mail.ts';
import { type HandOverDeps, handOver } from './hand-over.ts';

/** Sends a mail now, to see how it arrives. */
export async function sendTestOf(
  deps: HandOverDeps,
  { accountId, to, words }: { accountId: string; to: string; words: MailInWords },
): Promise<{ email: string; accepted: boolean; text: string }> {
  // A person who sends a test wants to know how things are now.
  await deps.ways.refresh();
  deps.ways.forgetTroubles();
  const subject = `[Test] ${words.subject}`;
  const outcome = await handOver(deps, accountId, { id: newId(), to, words: { ...words, subject } });
  return { email: to, accepted: outcome.kind === 'accepted', text: said(outcome) };
}
