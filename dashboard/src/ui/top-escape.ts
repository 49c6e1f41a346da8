import { useEffect, useRef } from 'react';

/** What Escape does, the dialog on top last. */
const handlers: (() => void)[] = [];

// Dialogs hear Escape at the window, whichever lies on top: this one, there since the page began, hears it before them.
window.addEventListener(
  'keydown',
  (event) => {
    const handler = handlers.at(-1);
    if (event.key !== 'Escape' || event.isComposing || !handler) return;
    event.stopImmediatePropagation();
    handler();
  },
  { capture: true },
);

/** For a dialog that may open over another: while it is open Escape is its own, and those below stay. */
export function useTopEscape(opened: boolean, onEscape: () => void): void {
  const latest = useRef(onEscape);
  latest.current = onEscape;
  useEffect(() => {
    if (!opened) return;
    const handle = () => latest.current();
    handlers.push(handle);
    return () => void handlers.splice(handlers.indexOf(handle), 1);
  }, [opened]);
}
