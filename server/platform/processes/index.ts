export { freeLoopbackPort, type HeldPort, holdPort, portProblem } from './free-port.ts';
export { processCommand, processIdentity } from './identity.ts';
export { type KeptProcess, keepRunning } from './keep-running.ts';
export { type Lock, LockHeldError, type LockHolder, takeLock } from './lock.ts';
export { putPoolBehind } from './pool-priority.ts';
export { processName } from './process-name.ts';
export { StopRequestedError, stopRequest } from './stop-request.ts';
export { surviveClosedOutput } from './survive-closed-output.ts';
