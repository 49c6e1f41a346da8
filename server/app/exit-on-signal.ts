import type { Log } from '#server/platform/log/index.ts';

/**
 * Ends the process in order on SIGTERM or SIGINT, and when the supervisor that started it is gone (its IPC channel
 * closes): a worker without its supervisor would keep a database busy that nobody stops.
 */
export function exitOnSignal(log: Log, stop: () => Promise<void>): void {
  let stopping = false;
  const end = async (why: string) => {
    if (stopping) return;
    stopping = true;
    log.debug('stopping', { why });
    // A stop that hangs must not keep the machine; the supervisor waits about as long.
    setTimeout(() => process.exit(1), 25_000).unref();
    await stop().catch((error) => log.error('could not stop cleanly', { error }));
    process.exit(0);
  };
  process.on('SIGTERM', () => void end('SIGTERM'));
  process.on('SIGINT', () => void end('SIGINT'));
  process.on('disconnect', () => void end('the supervisor is gone'));
}
