import { Worker } from 'node:worker_threads';

/** What MJML complains about, with the line it names. */
export interface MjmlComplaint {
  line: number;
  tagName: string;
  message: string;
}

export type MjmlOutcome = { html: string; complaints: MjmlComplaint[] } | { failure: string };

/** Milliseconds for one email. The largest that fits into a mail takes four seconds on a slow machine. */
const PATIENCE = 15_000;
/** Memory of the thread in MB; MJML itself takes 60. */
const MEMORY = 512;

interface Thread {
  worker: Worker;
  ready: Promise<unknown>;
}

let thread: Thread | undefined;
let turn: Promise<unknown> = Promise.resolve();

/**
 * Runs MJML in a thread of its own, one email after the other: its authors are strangers, and some sources (style sheets
 * put into many elements) take it minutes and all memory. Such a thread is ended; the process around it serves on.
 * @param patience milliseconds
 */
export function runMjml(source: string, patience = PATIENCE): Promise<MjmlOutcome> {
  const outcome = turn.then(() => runNow(source, patience));
  turn = outcome.catch(() => {});
  return outcome;
}

async function runNow(source: string, patience: number): Promise<MjmlOutcome> {
  thread ??= startThread();
  const { worker, ready } = thread;
  worker.ref();
  try {
    await ready;
    const outcome = nextMessage(worker, patience);
    worker.postMessage(source);
    const answered = (await outcome) as MjmlOutcome;
    worker.unref();
    return answered;
  } catch {
    thread = undefined;
    await worker.terminate();
    return { failure: 'it asks for more work than one email may. Make it shorter or its styles simpler.' };
  }
}

function startThread(): Thread {
  const worker = new Worker(new URL('./mjml-thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MEMORY },
    // What it works on comes from strangers: it gets none of the process's secrets.
    env: {},
  });
  const ready = nextMessage(worker);
  ready.catch(() => {});
  return { worker, ready };
}

/** @throws when the thread ends or errs first, or the patience does */
function nextMessage(worker: Worker, patience?: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (then: () => void) => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onEnd).off('exit', onEnd);
      then();
    };
    const onMessage = (message: unknown) => settle(() => resolve(message));
    const onEnd = (reason: unknown) => settle(() => reject(reason));
    const timer = patience && setTimeout(() => onEnd('too slow'), patience);
    worker.on('message', onMessage).on('error', onEnd).on('exit', onEnd);
  });
}
