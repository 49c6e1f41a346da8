/**
 * A signal that aborts when this process is asked to stop: SIGINT, SIGTERM, SIGHUP, or the process that started
 * it is gone (its IPC channel closed, as after a `kill -9`). Repeated requests change nothing.
 */
export function stopRequest(): AbortSignal {
  const controller = new AbortController();
  const ask = () => controller.abort(new StopRequestedError());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  if (process.channel) {
    process.once('disconnect', ask);
    // The channel is only watched: it must not keep a process alive that has nothing else to do.
    process.channel.unref();
  }
  return controller.signal;
}

/** The reason of a stopRequest: an ordinary end, not a failure. */
export class StopRequestedError extends Error {
  constructor() {
    super('Asked to stop.');
  }
}

/** Runs `stop` on the first request to stop this process, then ends it; after `graceMs` without waiting further. */
export function stopWhenAsked(stop: () => Promise<void>, graceMs = 12_000): void {
  stopRequest().addEventListener('abort', async () => {
    setTimeout(() => process.exit(1), graceMs).unref();
    await stop();
    process.exit(0);
  });
}
