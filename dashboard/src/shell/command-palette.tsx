import { useHotkeys } from '@mantine/hooks';
import { lazy, Suspense, useEffect, useState } from 'react';

const opening = new EventTarget();
/** Opens "Find or do" from anywhere. */
export const openPalette = () => opening.dispatchEvent(new Event('open'));

const Palette = lazy(() => import('./palette.tsx'));

/** Ctrl/Cmd+K. The palette itself is fetched the first time it is wanted. */
export function CommandPalette() {
  const [wanted, setWanted] = useState(0);
  useEffect(() => {
    const open = () => setWanted((times) => times + 1);
    opening.addEventListener('open', open);
    return () => opening.removeEventListener('open', open);
  }, []);
  useHotkeys([['mod+K', openPalette]], []);
  if (wanted === 0) return null;
  return (
    <Suspense>
      <Palette wanted={wanted} />
    </Suspense>
  );
}
