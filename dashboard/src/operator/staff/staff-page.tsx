import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import {
  listStaff,
  removeStaff,
  type StaffInvitation,
  type StaffMember,
  withdrawStaffInvitation,
} from '#server/operator/contract.ts';
import rows from '../../accounts/rows.module.css';
import { useCall, useChange } from '../../api/index.ts';
import { WithdrawInvitation } from '../../team/withdraw-invitation.tsx';
import { Card } from '../../ui/card.tsx';
import { HarmButton } from '../../ui/harm-button.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded, RowsSkeleton } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Ago } from '../../ui/time.tsx';
import { useStaff } from '../use-staff.ts';
import { InviteStaffDialog } from './invite-staff-dialog.tsx';
import { StaffRoleDialog } from './staff-role-dialog.tsx';
import { staffWords } from './staff-words.ts';

/** Those who run the install, and who is invited to. */
export function StaffPage() {
  const { may } = useStaff();
  const staff = useCall(listStaff);
  const [inviting, dialog] = useDisclosure();
  return (
    <Page
      title="Staff"
      lead="Who runs this install, and as what. Everybody here needs a passkey or an authenticator app."
      actions={may('operator:manage') && <Button onClick={dialog.open}>Invite</Button>}
    >
      <Loaded query={staff} skeleton={<RowsSkeleton />}>
        {({ items, invitations }) => (
          <Stack gap="lg">
            <Card>
              <ul className={rows.rows}>
                {items.map((member) => (
                  <Member key={member.id} member={member} />
                ))}
              </ul>
            </Card>
            {invitations.length > 0 && (
              <Card title="Invited">
                <ul className={rows.rows}>
                  {invitations.map((invitation) => (
                    <Invited key={invitation.id} invitation={invitation} />
                  ))}
                </ul>
              </Card>
            )}
          </Stack>
        )}
      </Loaded>
      <InviteStaffDialog opened={inviting} onClose={dialog.close} />
    </Page>
  );
}

function Member({ member }: { member: StaffMember }) {
  const { user, may } = useStaff();
  const [changing, dialog] = useDisclosure();
  const { id, name, email, staffRole, hasSecondFactor, lastSeenAt } = member;
  return (
    <li>
      <div className={rows.about}>
        <Group gap={8}>
          <Text fw={600}>
            {name}
            {id === user.id && ' (you)'}
          </Text>
          <StatusBadge tone="quiet">{staffWords[staffRole].label}</StatusBadge>
          {!hasSecondFactor && <StatusBadge tone="warn">No second factor</StatusBadge>}
        </Group>
        <Text size="sm" c="dimmed">
          {email} ·{' '}
          {lastSeenAt ? (
            <>
              last seen <Ago at={lastSeenAt} />
            </>
          ) : (
            'not logged in at present'
          )}
        </Text>
      </div>
      {may('operator:manage') && (
        <Group gap="xs">
          <Button size="xs" variant="default" aria-label={`Change role of ${name}`} onClick={dialog.open}>
            Change role
          </Button>
          <Remove member={member} />
        </Group>
      )}
      <StaffRoleDialog member={member} opened={changing} onClose={dialog.close} />
    </li>
  );
}

function Remove({ member: { id, name } }: { member: StaffMember }) {
  const { user } = useStaff();
  const remove = useChange(removeStaff, { refresh: ['/api/operator/staff', '/api/session'] });
  return (
    <HarmButton
      size="xs"
      label="Remove"
      about={`Remove ${name} from staff`}
      title={`Remove ${name} from staff?`}
      action="Remove from staff"
      onConfirm={async () => {
        await remove.mutateAsync({ params: { id } });
        notifications.show({ message: `${name} no longer runs this install.` });
      }}
    >
      {id === user.id
        ? 'The console closes for you at once, and only another admin can let you in again.'
        : 'The console closes for them at once; they are told by mail. Their own login, and the accounts they belong to, stay theirs.'}
    </HarmButton>
  );
}

function Invited({
  invitation: { id, email, staffRole, invitedBy, sentAt, expiresAt },
}: {
  invitation: StaffInvitation;
}) {
  const { may } = useStaff();
  const withdraw = useChange(withdrawStaffInvitation, { refresh: ['/api/operator/staff'] });
  return (
    <li>
      <div className={rows.about}>
        <Group gap={8}>
          <Text fw={600}>{email}</Text>
          <StatusBadge tone="quiet">{staffWords[staffRole].label}</StatusBadge>
          {Date.parse(expiresAt) <= Date.now() && <StatusBadge tone="warn">Expired</StatusBadge>}
        </Group>
        <Text size="sm" c="dimmed">
          Invited by {invitedBy} <Ago at={sentAt} />
        </Text>
      </div>
      {may('operator:manage') && (
        <WithdrawInvitation email={email} onWithdraw={() => withdraw.mutateAsync({ params: { id } })} />
      )}
    </li>
  );
}
