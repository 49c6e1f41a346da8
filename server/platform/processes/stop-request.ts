/**
 * A signal that aborts when this process is asked to stop: SIGINT, SIGTERM, SIGHUP, or the process that started
 * it is gone (its IPC channel closed, as after a `kill -9`). Repeated requests change nothing. May be aborted already.
 */
export function stopRequest(): AbortSignal {
  const controller = new AbortController();
  const ask = () => controller.abort(new StopRequestedError());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  process.once('disconnect', ask);
  // The channel is only watched: it must not keep a process alive that has nothing else to do.
  process.channel?.unref();
  // It may have closed before anybody listened. Without a channel, `connected` is undefined.
  if (process.connected === false) ask();
  return controller.signal;
}

/** The reason of a stopRequest: an ordinary end, not a failure. */
export class StopRequestedError extends Error {
  constructor() {
    super('Asked to stop.');
  }
}
