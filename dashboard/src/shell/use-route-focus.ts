import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';

/**
 * After a change of screen the keyboard continues at the new content and the new title is read out: without this
 * someone who cannot see the page would be left on a link that is gone.
 */
export function useRouteFocus() {
  const router = useRouter();
  const main = useRef<HTMLElement>(null);
  const [announcement, setAnnouncement] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = router.subscribe('onRendered', ({ pathChanged, fromLocation }) => {
      if (!pathChanged || !fromLocation) return;
      if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true });
      clearTimeout(timer);
      // The title of a screen that first loads its data comes a moment later.
      timer = setTimeout(() => setAnnouncement(document.title), 400);
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [router]);
  return { main, announcement };
}
