import { ActionIcon, Menu, Modal, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { isAbove } from '#server/accounts/contract.ts';
import {
  changeMember,
  type GivenRole,
  leaveAccount,
  type Member,
  removeMember,
} from '#server/team/contract.ts';
import { useMay } from '../accounts/if-may.tsx';
import rows from '../accounts/rows.module.css';
import { useChange } from '../api/index.ts';
import { useSession } from '../sign-in/use-session.ts';
import { ConfirmDialog } from '../ui/confirm.tsx';
import { DialogForm } from '../ui/dialog-form.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { Ago } from '../ui/time.tsx';
import { ListRestriction } from './list-restriction.tsx';
import { RoleChoice } from './role-choice.tsx';
import { roleWords } from './role-words.ts';
import classes from './team.module.css';

const refresh = ['/api/members', '/api/session', '/api/ownership-offer'];

/** What is being done with which member. */
type Doing = { act: 'change' | 'remove' | 'leave'; member: Member };

export function MemberList({ members }: { members: Member[] }) {
  const [doing, setDoing] = useState<Doing>();
  const close = () => setDoing(undefined);
  return (
    <>
      <ul className={rows.rows}>
        {members.map((member) => (
          <MemberRow key={member.id} member={member} onDo={(act) => setDoing({ act, member })} />
        ))}
      </ul>
      <Modal
        opened={doing?.act === 'change'}
        onClose={close}
        title={`What ${doing?.member.name ?? ''} may do`}
      >
        {doing?.act === 'change' && <ChangeRole member={doing.member} onDone={close} />}
      </Modal>
      <RemoveDialog member={doing?.act === 'remove' ? doing.member : undefined} onClose={close} />
      <LeaveDialog opened={doing?.act === 'leave'} onClose={close} />
    </>
  );
}

function MemberRow({ member, onDo }: { member: Member; onDo: (act: Doing['act']) => void }) {
  const { user, role } = useSession();
  const isMe = member.id === user.id;
  const manages = useMay()(changeMember) && !isAbove(member.role, role);
  return (
    <li>
      <div className={rows.about}>
        <div className={classes.person}>
          <Text fw={600} span>
            {member.name}
          </Text>
          {isMe && (
            <Text size="sm" c="dimmed" span>
              you
            </Text>
          )}
          <StatusBadge tone={member.role === 'owner' ? 'accent' : 'quiet'}>
            {roleWords[member.role].label}
          </StatusBadge>
        </div>
        <Text size="sm" c="dimmed">
          {member.email}
        </Text>
        <Text size="sm" c="dimmed">
          {member.lastSeenAt ? (
            <>
              Last seen <Ago at={member.lastSeenAt} />
            </>
          ) : (
            'Not seen yet'
          )}
          {member.invitedBy && ` · invited by ${member.invitedBy}`}
        </Text>
        {member.lists && (
          <Text size="sm" c="dimmed">
            {member.lists.length > 0
              ? `Only ${member.lists.map(({ name }) => name).join(', ')}`
              : 'No list: theirs were deleted'}
          </Text>
        )}
      </div>
      {(manages || isMe) && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label={`More about ${member.name}`}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {manages && <Menu.Item onClick={() => onDo('change')}>Change role and lists</Menu.Item>}
            {isMe ? (
              <Menu.Item color="var(--mantine-color-error)" onClick={() => onDo('leave')}>
                Leave this account
              </Menu.Item>
            ) : (
              <Menu.Item color="var(--mantine-color-error)" onClick={() => onDo('remove')}>
                Remove
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  );
}

function ChangeRole({ member, onDone }: { member: Member; onDone: () => void }) {
  const [role, setRole] = useState<GivenRole>(member.role === 'owner' ? 'admin' : member.role);
  const [listIds, setListIds] = useState(member.lists?.map(({ id }) => id) ?? null);
  const isRestrictable = role !== 'admin';
  const change = useChange(changeMember, { refresh });
  const submit = () =>
    change.mutate(
      {
        params: { id: member.id },
        body: { role, ...(isRestrictable ? { listIds } : {}) },
      },
      {
        onSuccess: () => {
          notifications.show({ message: `What ${member.name} may do is changed.` });
          onDone();
        },
      },
    );
  return (
    <DialogForm change={change} action="Save" onSubmit={submit} onCancel={onDone}>
      <RoleChoice value={role} onChange={setRole} />
      {isRestrictable && <ListRestriction value={listIds} onChange={setListIds} />}
    </DialogForm>
  );
}

function RemoveDialog({ member, onClose }: { member: Member | undefined; onClose: () => void }) {
  const remove = useChange(removeMember, { refresh });
  return (
    <ConfirmDialog
      opened={member !== undefined}
      onClose={onClose}
      title="Remove this member?"
      action="Remove member"
      danger
      onConfirm={() => remove.mutateAsync({ params: { id: member!.id } })}
    >
      <strong>{member?.name}</strong> is logged out of this account at once and cannot come back unless
      invited again. What they made stays. API keys they made go on working: look through them too.
    </ConfirmDialog>
  );
}

function LeaveDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { account } = useSession();
  const leave = useChange(leaveAccount);
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title="Leave this account?"
      action="Leave account"
      danger
      onConfirm={async () => {
        await leave.mutateAsync({});
        // What is on screen is that of an account one has left: all of it is read again.
        window.location.assign('/');
      }}
    >
      You will not reach <strong>{account.name}</strong> any more, unless somebody there invites you again.
    </ConfirmDialog>
  );
}
