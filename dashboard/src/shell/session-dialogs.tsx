import { useEffect } from 'react';
import { askToLogInWith } from '../api/index.ts';
import { useIdleWatch } from '../sign-in/use-idle-watch.ts';
import { idleWarning, logInAgainDialog, stepUpDialog } from './dialogs.ts';
import { OnDemand } from './on-demand.tsx';

/** What is asked about the session over any screen: whether somebody is there, who it is, and to log in again. */
export function SessionDialogs() {
  useEffect(() => askToLogInWith(logInAgainDialog.open), []);
  useIdleWatch(idleWarning.open);
  return (
    <>
      <OnDemand dialog={stepUpDialog} />
      <OnDemand dialog={idleWarning} />
      <OnDemand dialog={logInAgainDialog} />
    </>
  );
}
