import { HarmButton } from '../ui/harm-button.tsx';

interface WithdrawInvitationProps {
  email: string;
  onWithdraw: () => Promise<unknown>;
}

/** Takes an invitation back, to a team or to those who run the install. */
export function WithdrawInvitation({ email, onWithdraw }: WithdrawInvitationProps) {
  return (
    <HarmButton
      size="xs"
      label="Withdraw"
      about={`Withdraw the invitation to ${email}`}
      title="Withdraw this invitation?"
      action="Withdraw invitation"
      onConfirm={onWithdraw}
    >
      The link that <strong>{email}</strong> was sent stops working at once.
    </HarmButton>
  );
}
