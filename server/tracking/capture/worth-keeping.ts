/** Opens and clicks of one message that are kept within a minute, whoever asks. */
const A_MINUTE = 120;
/** Messages counted at once, about 100 bytes each. */
const MOST = 200_000;

/** Whether one more open or click of a message is worth keeping. */
export type WorthKeeping = (message: { sendId: string; position: number }) => boolean;

/**
 * Whoever was sent a mail can ask for its pixel without end, and each time would become a row. More than two a second of one
 * message are no people reading; they are left out, in memory and for the minute. The answer is the same.
 */
export function createWorthKeeping(now: () => number = Date.now): WorthKeeping {
  let minute = 0;
  let counts = new Map<string, number>();
  return ({ sendId, position }) => {
    const present = Math.floor(now() / 60_000);
    if (present !== minute || counts.size >= MOST) {
      minute = present;
      counts = new Map();
    }
    const message = `${sendId} ${position}`;
    const count = (counts.get(message) ?? 0) + 1;
    counts.set(message, count);
    return count <= A_MINUTE;
  };
}
