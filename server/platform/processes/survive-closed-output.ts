/**
 * Lets this process live on when whoever read its output is gone, as after `npm start | head`: a failed write is an
 * uncaught error otherwise. Lines written from then on are lost.
 */
export function surviveClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
