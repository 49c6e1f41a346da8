import { Button, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconUserPlus } from '@tabler/icons-react';
import { invite, listInvitations, listMembers } from '#server/team/contract.ts';
import { useMay } from '../accounts/if-may.tsx';
import { SettingsPage } from '../accounts/settings-page.tsx';
import { useCall } from '../api/index.ts';
import { Card } from '../ui/card.tsx';
import { Loaded } from '../ui/states.tsx';
import { InvitationList } from './invitation-list.tsx';
import { InviteForm } from './invite-form.tsx';
import { MemberList } from './member-list.tsx';
import { Ownership } from './ownership.tsx';
import classes from './team.module.css';

/** Who belongs to the account, who is invited, and who owns it. */
export function TeamPage() {
  const may = useMay();
  const members = useCall(listMembers);
  const [opened, { open, close }] = useDisclosure();
  return (
    <SettingsPage title="Team">
      <Text c="dimmed" mb="lg" maw={620}>
        Everybody logs in with an address and a password of their own. What somebody may do here is their
        role; in other accounts they may have another.
      </Text>
      <div className={classes.cards}>
        <Ownership members={members.data?.items ?? []} />
        <Loaded query={members}>
          {({ items }) => (
            <Card
              title="Members"
              aside={
                may(invite) && (
                  <Button leftSection={<IconUserPlus size={16} />} onClick={open}>
                    Invite
                  </Button>
                )
              }
            >
              <MemberList members={items} />
            </Card>
          )}
        </Loaded>
        {may(listInvitations) && <WaitingInvitations />}
      </div>
      <Modal opened={opened} onClose={close} title="Invite somebody">
        {opened && <InviteForm onDone={close} />}
      </Modal>
    </SettingsPage>
  );
}

function WaitingInvitations() {
  const invitations = useCall(listInvitations);
  if (invitations.data?.items.length === 0) return null;
  return (
    <Loaded query={invitations} skeleton={null}>
      {({ items }) => (
        <Card title="Invited">
          <InvitationList invitations={items} />
        </Card>
      )}
    </Loaded>
  );
}
