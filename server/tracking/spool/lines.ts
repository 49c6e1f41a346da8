import { z } from 'zod';
import { type CapturedEvent, capturedKinds } from '../capture/captured-event.ts';

/** One JSON object a line, each line ended. */
export function encodeLines(events: readonly CapturedEvent[]): Buffer {
  return Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

/**
 * Reads a file of events. A last line without its end was being written when the process died: nobody was told that it
 * counts, so it does not. Any other line that cannot be read comes back as it is, to be kept.
 */
export function decodeLines(content: Buffer): { events: CapturedEvent[]; bad: string[] } {
  const lines = content.toString('utf8').split('\n').slice(0, -1);
  const events: CapturedEvent[] = [];
  const bad: string[] = [];
  for (const line of lines) {
    const event = decodeLine(line);
    if (event) events.push(event);
    else bad.push(line);
  }
  return { events, bad };
}

function decodeLine(line: string): CapturedEvent | undefined {
  try {
    return storedEvent.parse(JSON.parse(line)) as CapturedEvent;
  } catch {
    return undefined;
  }
}

const storedEvent = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  kind: z.enum(capturedKinds),
  accountId: z.uuid(),
  sendId: z.uuid(),
  position: z.int(),
  contactId: z.uuid().nullable(),
  url: z.string().nullable(),
  machine: z.boolean(),
  detail: z.looseObject({ ip: z.string(), userAgent: z.string(), client: z.string() }),
});
