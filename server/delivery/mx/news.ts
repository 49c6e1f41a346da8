/** Tells listeners once for all the news of one turn of the event loop. */
export function createNews(): { listen(listener: () => void): void; tell(): void } {
  const listeners: (() => void)[] = [];
  let isDue = false;
  return {
    listen: (listener) => void listeners.push(listener),
    tell() {
      if (isDue) return;
      isDue = true;
      setImmediate(() => {
        isDue = false;
        for (const listener of listeners) listener();
      });
    },
  };
}
