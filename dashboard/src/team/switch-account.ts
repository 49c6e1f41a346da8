import { enterAccount } from '#server/team/contract.ts';
import { call } from '../api/index.ts';

/** Tells the other tabs of this browser, which share the session, that it works in another account. */
const tabs = new BroadcastChannel('account');

/** Works in another account. Everything on screen belongs to the one before, so the page is read anew, in every tab. */
export async function switchAccount(accountId: string): Promise<void> {
  await call(enterAccount, { body: { accountId } });
  tabs.postMessage(accountId);
  window.location.assign('/');
}

/** Goes home when another tab has changed the account: what is on screen here is of the one before. */
export function followOtherTabs(): () => void {
  const follow = () => window.location.assign('/');
  tabs.addEventListener('message', follow);
  return () => tabs.removeEventListener('message', follow);
}
