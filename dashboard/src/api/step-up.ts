let open: (() => void) | undefined;
let waiting: PromiseWithResolvers<boolean> | undefined;

/** How the person is asked to confirm that it is them: the frame's dialog. */
export function askForProofWith(opener: () => void): void {
  open = opener;
}

/** Asks once, however many calls wait for it. Answers whether the person confirmed. */
export async function askForProof(): Promise<boolean> {
  if (!open) return false;
  waiting ??= Promise.withResolvers<boolean>();
  open();
  return await waiting.promise;
}

/** The person confirmed, or closed the dialog. */
export function settleProof(proved: boolean): void {
  waiting?.resolve(proved);
  waiting = undefined;
}
