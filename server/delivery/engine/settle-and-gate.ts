import { domainOf } from './candidates.ts';
import type { Chosen } from './choose-messages.ts';
import type { EngineParts } from './engine-parts.ts';
import type { Settlement } from './held-range.ts';
import { type Passed, passMessages, type Wish } from './pass-messages.ts';
import type { HandedSender } from './send-handed.ts';

/**
 * Those of the chosen messages that the limits let go. From here on they count as in flight: a range whose last
 * message is asked for would else be given back meanwhile, and the message sent by us and by the next one to lease it.
 */
export async function reserve({ pace }: EngineParts, chosen: Chosen[]): Promise<Chosen[]> {
  for (const { range } of chosen) range.inFlight += 1;
  const granted = new Set<Chosen>();
  try {
    for (const one of await pace.reserve(chosen)) granted.add(one);
  } finally {
    for (const one of chosen) if (!granted.has(one)) one.range.inFlight -= 1;
  }
  return [...granted];
}

/**
 * Writes down what came back and lets the chosen messages through the gate, in one statement; each that passes is sent
 * without waiting for it.
 *
 * @throws when the database cannot be reached: nothing is lost, the next round does it again
 */
export async function settleAndGate(
  parts: EngineParts,
  chosen: Chosen[],
  sender: HandedSender,
): Promise<void> {
  const settlements = parts.settlements.splice(0);
  if (settlements.length === 0 && chosen.length === 0) return;
  const wishes = chosen.map(({ range, candidate }) => ({ range, position: candidate.position }));
  const { handed, closed } = await pass(parts, settlements, wishes);
  noteSettled(settlements);
  for (const range of closed) range.isOver = true;
  const byRange = Map.groupBy(handed, ({ range }) => range);
  const messageOf = ({ range, candidate: { position } }: Chosen) =>
    byRange.get(range)?.find((message) => message.position === position);
  for (const one of chosen) {
    const message = messageOf(one);
    if (message) void sender.send(message, one);
    else one.range.inFlight -= 1;
  }
  // Some were suppressed, or a range came to its end: the free connections can be used at once.
  if (handed.length < chosen.length) parts.wait.wake();
  await parts.pace.settle((one) => messageOf(one) !== undefined);
}

async function pass(parts: EngineParts, settlements: Settlement[], wishes: Wish[]): Promise<Passed> {
  try {
    return await passMessages(parts.options.database, settlements, wishes);
  } catch (error) {
    // Nothing of it may be lost: the outcomes are written in a later round. What was chosen is given back with its
    // range, for it may have been handed by a commit whose answer got lost.
    parts.settlements.unshift(...settlements);
    for (const { range } of wishes) range.inFlight -= 1;
    throw error;
  }
}

function noteSettled(settlements: Settlement[]): void {
  for (const { range, position, email, state } of settlements) {
    range.inFlight -= 1;
    if (state === 'queued' && !range.isOver) range.candidates.putBack({ position, domain: domainOf(email) });
  }
}
