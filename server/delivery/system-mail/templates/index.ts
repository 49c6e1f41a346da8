import type { SystemMailKind } from '#server/accounts/index.ts';
import type { Template } from '../template.ts';
import { accountClosed } from './account-closed.ts';
import { accountClosing } from './account-closing.ts';
import { accountPrepared } from './account-prepared.ts';
import { accountRestored } from './account-restored.ts';
import { accountSuspended } from './account-suspended.ts';
import { addressChanged } from './address-changed.ts';
import { alreadyRegistered } from './already-registered.ts';
import { approvalAnswered } from './approval-answered.ts';
import { approvalWanted } from './approval-wanted.ts';
import { confirmAddress } from './confirm-address.ts';
import { confirmNewAddress } from './confirm-new-address.ts';
import { guessingNoticed } from './guessing-noticed.ts';
import { invitation } from './invitation.ts';
import { largeSendWaits } from './large-send-waits.ts';
import { newAddressAsked } from './new-address-asked.ts';
import { newDevice } from './new-device.ts';
import { ownershipMoved } from './ownership-moved.ts';
import { ownershipOffered } from './ownership-offered.ts';
import { policyChanged } from './policy-changed.ts';
import { registrationInvitation } from './registration-invitation.ts';
import { resetPassword } from './reset-password.ts';
import { scheduleTakenBack } from './schedule-taken-back.ts';
import { signInChanged } from './sign-in-changed.ts';
import { staffChanged } from './staff-changed.ts';
import { staffInvitation } from './staff-invitation.ts';

/** Every mail of the install in its original words, in the order the dashboard lists them. */
export const templates: Readonly<Record<SystemMailKind, Template>> = {
  'confirm-address': confirmAddress,
  'already-registered': alreadyRegistered,
  'registration-invitation': registrationInvitation,
  'account-prepared': accountPrepared,
  'reset-password': resetPassword,
  'new-device': newDevice,
  'sign-in-changed': signInChanged,
  'confirm-new-address': confirmNewAddress,
  'new-address-asked': newAddressAsked,
  'address-changed': addressChanged,
  invitation: invitation,
  'ownership-offered': ownershipOffered,
  'ownership-moved': ownershipMoved,
  'approval-wanted': approvalWanted,
  'approval-answered': approvalAnswered,
  'schedule-taken-back': scheduleTakenBack,
  'large-send-waits': largeSendWaits,
  'policy-changed': policyChanged,
  'staff-invitation': staffInvitation,
  'staff-changed': staffChanged,
  'guessing-noticed': guessingNoticed,
  'account-suspended': accountSuspended,
  'account-restored': accountRestored,
  'account-closing': accountClosing,
  'account-closed': accountClosed,
};
