import type { QueuedSend } from '#server/delivery/contract.ts';
import { plural } from '../../ui/format.ts';
import type { Tone } from '../../ui/status-badge.tsx';
import { gravityOf, reasonsOf, waitingOf } from './reasons.ts';

interface Verdict {
  tone: Tone;
  /** The state in a word. */
  word: string;
  title: string;
  /** What it means, and whether anybody has to do something. */
  text: string;
}

const messages = (count: number) => plural(count, 'message');
const sumOf = (sends: readonly QueuedSend[], of: (send: QueuedSend) => number) =>
  sends.reduce((sum, send) => sum + of(send), 0);

/** How delivery is as a whole, at a glance: does mail move, and if not, does it need somebody? */
export function verdictOf(sends: readonly QueuedSend[]): Verdict {
  const active = sends.filter(({ state }) => state !== 'paused');
  const waiting = sumOf(sends, waitingOf);
  const inFlight = sumOf(sends, (send) => send.inFlight);
  if (sends.length === 0)
    return { tone: 'good', word: 'All done', title: 'Nothing is waiting', text: 'Everything has gone out.' };
  if (active.length === 0)
    return {
      tone: 'quiet',
      word: 'Paused',
      title: `${messages(waiting)} on hold`,
      text: 'A person paused them. They go on when somebody says so.',
    };
  const still = active.filter(({ waiting, inFlight }) => waiting !== null && inFlight === 0);
  if (reasonsOf(still).some((reason) => gravityOf(reason) === 'trouble'))
    return {
      tone: 'bad',
      word: 'Needs a look',
      title: `${messages(sumOf(still, waitingOf))} cannot leave`,
      text: 'Nothing is lost. Mail goes on by itself as soon as the cause is mended.',
    };
  if (still.length === active.length)
    return {
      tone: 'info',
      word: 'Waiting',
      title: `${messages(waiting)} waiting`,
      text: 'For a good reason: a limit, or a receiver that asked for a pause. It goes on by itself.',
    };
  return {
    tone: 'accent',
    word: 'Sending',
    title: `${messages(waiting + inFlight)} to go`,
    text: 'Mail is leaving. What waits goes on by itself.',
  };
}
