import { Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type Invitation, resendInvitation, revokeInvitation } from '#server/team/contract.ts';
import { IfMay } from '../accounts/if-may.tsx';
import rows from '../accounts/rows.module.css';
import { useChange } from '../api/index.ts';
import { StatusBadge } from '../ui/status-badge.tsx';
import { Ago } from '../ui/time.tsx';
import { roleWords } from './role-words.ts';
import classes from './team.module.css';
import { WithdrawInvitation } from './withdraw-invitation.tsx';

const refresh = ['/api/invitations'];

/** Who was invited and has not come yet. */
export function InvitationList({ invitations }: { invitations: Invitation[] }) {
  return (
    <ul className={rows.rows}>
      {invitations.map((invitation) => (
        <InvitationRow key={invitation.id} invitation={invitation} />
      ))}
    </ul>
  );
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { id, email, role, lists, invitedBy, sentAt, expiresAt } = invitation;
  const again = useChange(resendInvitation, { refresh });
  const revoke = useChange(revokeInvitation, { refresh });
  const over = Date.parse(expiresAt) <= Date.now();
  const resend = () =>
    again.mutate(
      { params: { id } },
      {
        onSuccess: () => notifications.show({ message: `A new link to ${email} is on its way.` }),
        onError: (error) => notifications.show({ color: 'red', message: error.message }),
      },
    );
  return (
    <li>
      <div className={rows.about}>
        <div className={classes.person}>
          <Text fw={600} span>
            {email}
          </Text>
          <StatusBadge tone="quiet">{roleWords[role].label}</StatusBadge>
          {over && <StatusBadge tone="warn">Expired</StatusBadge>}
        </div>
        <Text size="sm" c="dimmed">
          Sent <Ago at={sentAt} />
          {invitedBy && ` by ${invitedBy}`}
        </Text>
        {lists && (
          <Text size="sm" c="dimmed">
            {lists.length > 0
              ? `Only ${lists.map(({ name }) => name).join(', ')}`
              : 'No list: theirs were deleted'}
          </Text>
        )}
      </div>
      <IfMay call={revokeInvitation}>
        <div className={classes.acts}>
          <Button
            size="xs"
            variant="default"
            loading={again.isPending}
            onClick={resend}
            aria-label={`Send again to ${email}`}
          >
            Send again
          </Button>
          <WithdrawInvitation email={email} onWithdraw={() => revoke.mutateAsync({ params: { id } })} />
        </div>
      </IfMay>
    </li>
  );
}
