import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A process that lived this long was well: its next crash starts with the first pause again. */
const HEALTHY_AFTER_MS = 5_000;
/**
 * Half of what V8 keeps for young objects, in MiB; left alone it grows to where a busy process holds 100 MB more, most
 * of it messages that have long left. Smaller ones are cleared more often, which costs little: hardly anything survives.
 */
const HALF_SPACE_MB = 8;

export type KeptProcess = {
  /** Ends the process for good: SIGTERM, and after `graceMs` SIGKILL. */
  stop(graceMs: number): Promise<void>;
  /** Ends the process in order, to be started again with the environment of that moment. */
  restart(): void;
  /** Settles when the process says for the first time that it is up, with `process.send`. */
  isUp: Promise<void>;
  /** Settles with a sentence when the process ends unasked for the first time. */
  firstCrash: Promise<string>;
};

/**
 * Runs a file of ours as a child process and starts it again when it ends unasked, pausing longer each time.
 * The child has a session of its own, so that Ctrl-C in a terminal reaches the supervisor alone, and an IPC
 * channel whose closing tells it that the supervisor is gone.
 */
export function keepRunning(options: {
  /** For people, as in "The worker stopped". */
  name: string;
  file: string;
  /** Asked at every start. */
  env: () => NodeJS.ProcessEnv;
  say: (line: string) => void;
}): KeptProcess {
  let child: ChildProcess;
  let pauseMs = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;
  let restarting = false;
  const { promise: firstCrash, resolve: crashed } = Promise.withResolvers<string>();
  const { promise: isUp, resolve: up } = Promise.withResolvers<void>();

  const start = () => {
    const startedAt = Date.now();
    restarting = false;
    child = fork(options.file, [], {
      execArgv: [...process.execArgv, `--max-semi-space-size=${HALF_SPACE_MB}`],
      env: options.env(),
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.once('message', () => up());
    child.once('exit', (code, signal) => {
      if (stopping) return;
      if (restarting) return start();
      if (Date.now() - startedAt > HEALTHY_AFTER_MS) pauseMs = FIRST_PAUSE_MS;
      const sentence = `The ${options.name} stopped unexpectedly (${signal ?? `exit code ${code}`}).`;
      crashed(sentence);
      options.say(`${sentence} Starting it again in ${pauseMs / 1000} s.`);
      timer = setTimeout(start, pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    });
  };
  start();

  return {
    isUp,
    firstCrash,
    restart() {
      restarting = true;
      child.kill('SIGTERM');
    },
    async stop(graceMs) {
      stopping = true;
      clearTimeout(timer);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      const impatience = setTimeout(() => child.kill('SIGKILL'), graceMs);
      child.kill('SIGTERM');
      await ended;
      clearTimeout(impatience);
    },
  };
}
