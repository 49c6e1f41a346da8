let open: (() => void) | undefined;
let waiting: PromiseWithResolvers<boolean> | undefined;

/**
 * How the person is asked to log in again over the screen they are at: the frame's dialog. Answers how to stop: whoever waits
 * then hears that nobody logged in.
 */
export function askToLogInWith(opener: () => void): () => void {
  open = opener;
  return () => {
    open = undefined;
    settleLogIn(false);
  };
}

/** Asks once, however many calls wait for it. Answers whether the person is logged in again; at once where nobody can ask. */
export async function askToLogIn(): Promise<boolean> {
  if (!open) return false;
  waiting ??= Promise.withResolvers<boolean>();
  open();
  return await waiting.promise;
}

/** The person is back, or gave up. */
export function settleLogIn(isBack: boolean): void {
  waiting?.resolve(isBack);
  waiting = undefined;
}
