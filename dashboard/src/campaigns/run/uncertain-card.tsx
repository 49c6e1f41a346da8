import { Anchor, Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconMailFast } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type CampaignState, resendUncertain } from '#server/campaigns/contract.ts';
import { IfMay } from '../../accounts/if-may.tsx';
import { useChange } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/confirm.tsx';
import { formatCount, plural } from '../../ui/format.ts';
import classes from './run.module.css';

interface UncertainCardProps {
  campaign: { id: string; state: CampaignState };
  count: number;
  /** The messages go out again. */
  onResent?: () => void;
}

/** Messages nobody knows the fate of: what that means, who they are for, and sending them again. */
export function UncertainCard({ campaign: { id, state }, count, onResent }: UncertainCardProps) {
  const [asking, { open, close }] = useDisclosure();
  const resend = useChange(resendUncertain, {
    refresh: ['/api/campaigns', '/api/home', '/api/delivery'],
  });
  if (count === 0) return null;
  const again = async () => {
    const { resent } = await resend.mutateAsync({ params: { id }, body: {} });
    notifications.show({ message: saidOf(resent, state) });
    onResent?.();
  };
  return (
    <Card
      title={`${plural(count, 'message')} may or may not have arrived`}
      aside={
        <Anchor
          renderRoot={(props) => (
            <Link
              to="/campaigns/$id/report"
              params={{ id }}
              search={{ who: 'uncertain' }}
              hash="people"
              {...props}
            />
          )}
        >
          See who
        </Anchor>
      }
    >
      <Text maw={680}>
        The connection was lost just after {count === 1 ? 'it was' : 'they were'} handed over, before the mail
        server said yes or no. Once somebody opens the mail or a late answer comes, it is settled by itself.
        Until then nothing is sent again by itself. Whether such messages of later campaigns go out again by
        themselves, a few times at most, you choose in{' '}
        <Anchor
          inherit
          underline="always"
          renderRoot={(props) => <Link to="/settings/sending" hash="when-unsure" {...props} />}
        >
          Settings
        </Anchor>
        .
      </Text>
      {state !== 'cancelled' && (
        <IfMay call={resendUncertain}>
          <div className={classes.again}>
            <Button variant="default" leftSection={<IconMailFast size={16} />} onClick={open}>
              Send again to {count === 1 ? 'this one' : `these ${formatCount(count)}`}
            </Button>
          </div>
        </IfMay>
      )}
      <ConfirmDialog
        opened={asking}
        onClose={close}
        title={`Send again to ${plural(count, 'person', 'people')}?`}
        action="Send again"
        onConfirm={again}
      >
        Whoever has it already <strong>gets it twice</strong>. It goes out under the same Message-ID, so some
        mailboxes keep only one. Those who opened it meanwhile are left out, and everyone who has left too.
      </ConfirmDialog>
    </Card>
  );
}

function saidOf(resent: number, state: CampaignState): string {
  if (resent === 0) return 'All of them have been settled meanwhile; nothing is sent again.';
  const what = plural(resent, 'message');
  return state === 'paused'
    ? `${what} will go out again once the campaign goes on.`
    : `${what} ${resent === 1 ? 'goes' : 'go'} out again.`;
}
