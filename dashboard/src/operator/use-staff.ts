import { type StaffPermission, staffMay } from '#server/accounts/contract.ts';
import { getSession } from '#server/sign-in/contract.ts';
import { useCall } from '../api/index.ts';

/** Who of those who run the install is logged in, and what they may do. Only for screens of the console. */
export function useStaff() {
  const { data } = useCall(getSession);
  if (!data?.user.staffRole) throw new Error('useStaff was called outside of the console.');
  const { user, account } = data;
  return { user, account, may: (permission: StaffPermission) => staffMay(user.staffRole, permission) };
}
