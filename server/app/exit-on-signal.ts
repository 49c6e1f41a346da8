import type { Log } from '#server/platform/log/index.ts';
import { stopRequest } from '#server/platform/processes/index.ts';

/** A stop that hangs must not keep the machine; the supervisor waits about as long before it kills. */
const GRACE_MS = 14_000;

/**
 * Ends the process in order when it is asked to stop, and when the supervisor that started it is gone: a worker
 * without its supervisor would keep a database busy that nobody stops.
 */
export function exitOnSignal(log: Log, stop: () => Promise<void>): void {
  const request = stopRequest();
  const end = async () => {
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    await stop().catch((error) => log.error('could not stop cleanly', { error }));
    process.exit(0);
  };
  if (request.aborted) void end();
  else request.addEventListener('abort', () => void end());
}
