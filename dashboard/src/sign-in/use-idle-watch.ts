import { useEffect, useSyncExternalStore } from 'react';
import { getSession } from '#server/sign-in/contract.ts';
import { isUnattended, sessionEnd, useCall } from '../api/index.ts';

/** How long before the end of a session somebody is told, in milliseconds. */
export const WARNED_BEFORE = 120_000;

export const useSessionEnd = () => useSyncExternalStore(sessionEnd.subscribe, sessionEnd.get);

/**
 * Shortly before the session ends: where that is for want of use, who is at work goes on without noticing, and everybody else is
 * asked. Where it ends in any case, all are told.
 */
export function useIdleWatch(ask: () => void): void {
  const end = useSessionEnd();
  const { refetch } = useCall(getSession);
  useEffect(() => {
    if (end === undefined) return;
    const look = () => {
      if (end.at - Date.now() > WARNED_BEFORE) return;
      if (end.isFinal || isUnattended()) ask();
      else void refetch();
    };
    const timer = setTimeout(look, end.at - Date.now() - WARNED_BEFORE);
    // A machine that slept has missed the time.
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [end, ask, refetch]);
}
