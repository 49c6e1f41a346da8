import { type ComponentType, lazy, Suspense, useEffect, useState } from 'react';

/** A dialog of the frame. `wanted` counts how often it was asked for. */
export type OnDemandPart = ComponentType<{ wanted: number }>;

/**
 * Dialogs of the frame that are fetched the first time somebody wants one: they would be a tenth of the first load.
 * `open` may be called from anywhere while the dialog's OnDemand is on screen.
 */
export function onDemand(load: () => Promise<{ default: OnDemandPart }>) {
  const opening = new EventTarget();
  return { opening, Part: lazy(load), open: () => void opening.dispatchEvent(new Event('open')) };
}

export function OnDemand({ dialog: { opening, Part } }: { dialog: ReturnType<typeof onDemand> }) {
  const [wanted, setWanted] = useState(0);
  useEffect(() => {
    const count = () => setWanted((times) => times + 1);
    opening.addEventListener('open', count);
    return () => opening.removeEventListener('open', count);
  }, [opening]);
  if (wanted === 0) return null;
  return (
    <Suspense>
      <Part wanted={wanted} />
    </Suspense>
  );
}

/** For such a part: open each time it is wanted, until closed. It opens after it is there: so focus finds its way back. */
export function useWanted(wanted: number): [opened: boolean, close: () => void] {
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    if (wanted > 0) setOpened(true);
  }, [wanted]);
  return [opened, () => setOpened(false)];
}
