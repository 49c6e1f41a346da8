import { Button, Group, Stack, Text } from '@mantine/core';
import { type Account, dropApproval, requireApproval } from '#server/accounts/contract.ts';
import { useChange } from '../api/index.ts';
import { useSession } from '../sign-in/use-session.ts';
import { FormFailure } from '../ui/form-failure.tsx';
import { FormSection } from '../ui/form-section.tsx';
import { HarmButton } from '../ui/harm-button.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { useMay } from './if-may.tsx';

const refresh = ['/api/account', '/api/session', '/api/campaigns', '/api/approvals'];

/** Whether a second person has to approve every campaign. Owners decide. */
export function ApprovalSetting({ account: { approvalRequired: isOn } }: { account: Account }) {
  const may = useMay();
  const { role } = useSession();
  return (
    <FormSection
      title="Approval before sending"
      help="A second person who may send has to approve every campaign before it is sent or scheduled: not whoever asks, nor whoever changed it last. A change of anything that goes out makes the approval void. Test mails go without."
    >
      <Stack gap="sm">
        <div>
          <StatusBadge tone={isOn ? 'good' : 'quiet'}>{isOn ? 'On' : 'Off'}</StatusBadge>
        </div>
        {may(requireApproval) && (isOn ? <SwitchOff /> : <SwitchOn />)}
        {role !== 'owner' && (
          <Text size="sm" c="dimmed">
            Owners of the account decide about it.
          </Text>
        )}
      </Stack>
    </FormSection>
  );
}

function SwitchOn() {
  const change = useChange(requireApproval, { refresh });
  return (
    <>
      <Text size="sm" c="dimmed">
        Campaigns that are scheduled already become drafts and say so; what is being sent goes on.
      </Text>
      <FormFailure error={change.error} />
      <Group>
        <Button loading={change.isPending} onClick={() => change.mutate({})}>
          Switch on
        </Button>
      </Group>
    </>
  );
}

function SwitchOff() {
  const change = useChange(dropApproval, { refresh });
  return (
    <Group>
      <HarmButton
        label="Switch off"
        title="Send without approval?"
        action="Switch off"
        onConfirm={() => change.mutateAsync({})}
      >
        Everybody who may send can then do so alone. The activity log keeps that you decided it.
      </HarmButton>
    </Group>
  );
}
