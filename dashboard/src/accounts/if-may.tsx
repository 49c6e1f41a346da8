import type { ReactNode } from 'react';
import { isAlwaysFree, roleMay } from '#server/accounts/contract.ts';
import type { RouteContract } from '#server/platform/http/contract.ts';
import { useSession } from '../sign-in/use-session.ts';

/**
 * Whether the server would let the person make a call, by their role, the lists they see and how the account stands. Only for
 * screens under the app route.
 */
export function useMay(): (call: RouteContract) => boolean {
  const { account, role, isRestricted } = useSession();
  const isHeld = account.suspendedReason !== null || account.closing !== null;
  return (call) =>
    roleMay(role, call.permission) && !(isRestricted && call.allLists) && (!isHeld || isAlwaysFree(call));
}

/** What leads to a call: offered to those alone who may make it. */
export function IfMay({ call, children }: { call: RouteContract; children: ReactNode }) {
  return useMay()(call) && children;
}
