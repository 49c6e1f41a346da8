import { useEffect, useSyncExternalStore } from 'react';
import { getSession } from '#server/accounts/contract.ts';
import { isUnattended, sessionEnd, useCall } from '../../api/index.ts';

/** How long before the end of a session for want of use somebody is asked, in milliseconds. */
export const WARNED_BEFORE = 120_000;

export const useSessionEnd = () => useSyncExternalStore(sessionEnd.subscribe, sessionEnd.get);

/** Shortly before the session ends for want of use: who is at work goes on without noticing, everybody else is asked. */
export function useIdleWatch(ask: () => void): void {
  const end = useSessionEnd();
  const { refetch } = useCall(getSession);
  useEffect(() => {
    if (end === undefined) return;
    const look = () => {
      if (end - Date.now() > WARNED_BEFORE) return;
      if (isUnattended()) ask();
      else void refetch();
    };
    const timer = setTimeout(look, end - Date.now() - WARNED_BEFORE);
    // A machine that slept has missed the time.
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [end, ask, refetch]);
}
