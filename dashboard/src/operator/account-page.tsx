import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { Link, useParams } from '@tanstack/react-router';
import {
  getOperatorsAccount,
  type OperatorsAccountDetail,
  restoreAccount,
} from '#server/operator/contract.ts';
import { LimitMeters } from '../accounts/plan/limit-meters.tsx';
import rows from '../accounts/rows.module.css';
import { useCall, useChange } from '../api/index.ts';
import { ClosingNote } from '../closing/closing-note.tsx';
import { OperatorClosing } from '../closing/operator-closing.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/confirm.tsx';
import { formatCount } from '../ui/format.ts';
import { harmful } from '../ui/harm-button.tsx';
import { Page } from '../ui/page.tsx';
import { StatCard, StatRow } from '../ui/stat-card.tsx';
import { Loaded } from '../ui/states.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { Ago } from '../ui/time.tsx';
import { CapDialog } from './cap-dialog.tsx';
import { Notes } from './notes.tsx';
import classes from './operator.module.css';
import { PlanDialog } from './plan-dialog.tsx';
import { SuspendDialog } from './suspend-dialog.tsx';
import { UsageDays } from './usage-days.tsx';
import { useStaff } from './use-staff.ts';

const roleNames = { owner: 'Owner', admin: 'Admin', editor: 'Editor', analyst: 'Analyst' } as const;

/** One account as those who run the install see it: neither its lists nor its mail. */
export function AccountPage() {
  const { id } = useParams({ from: '/console/operator/accounts/$id' });
  const { may } = useStaff();
  const account = useCall(getOperatorsAccount, { params: { id } });
  return (
    <Page
      title={account.data?.name ?? 'Account'}
      crumbs={[{ label: 'Accounts', to: '/operator' }]}
      lead="Who is in it and how much it is used. What is on its lists and in its mail is its own."
      actions={account.data && may('operator:support') && <Acts account={account.data} />}
    >
      <Loaded query={account}>{(read) => <Detail account={read} />}</Loaded>
    </Page>
  );
}

function Acts({ account }: { account: OperatorsAccountDetail }) {
  const [planning, planDialog] = useDisclosure();
  const [cap, capDialog] = useDisclosure();
  const [suspending, suspendDialog] = useDisclosure();
  const [restoring, restoreDialog] = useDisclosure();
  const restore = useChange(restoreAccount, { refresh: ['/api/operator', '/api/session'] });
  const isSuspended = account.suspendedReason !== null;
  return (
    <>
      <Button variant="default" onClick={planDialog.open}>
        Plan
      </Button>
      <Button variant="default" onClick={capDialog.open}>
        Daily cap
      </Button>
      {isSuspended ? (
        <>
          <Button variant="default" onClick={suspendDialog.open}>
            Suspension
          </Button>
          <Button onClick={restoreDialog.open}>Restore</Button>
        </>
      ) : (
        <Button {...harmful} onClick={suspendDialog.open}>
          Suspend
        </Button>
      )}
      <OperatorClosing account={account} />
      <PlanDialog account={account} opened={planning} onClose={planDialog.close} />
      <CapDialog account={account} opened={cap} onClose={capDialog.close} />
      <SuspendDialog account={account} opened={suspending} onClose={suspendDialog.close} />
      <ConfirmDialog
        opened={restoring}
        onClose={restoreDialog.close}
        title={`Restore ${account.name}?`}
        action="Restore"
        onConfirm={async () => {
          await restore.mutateAsync({ params: { id: account.id } });
          notifications.show({ message: `${account.name} is restored.` });
        }}
      >
        Its people can work again and are told so by mail. Its campaigns stay paused until they let them go
        on.
      </ConfirmDialog>
    </>
  );
}

function Detail({ account }: { account: OperatorsAccountDetail }) {
  const { suspendedReason, suspendedAt, people, contacts, accepted, dailyCap, createdAt, days } = account;
  const rejected = days.reduce((sum, day) => sum + day.rejected, 0);
  return (
    <Stack gap="lg">
      {suspendedReason !== null && (
        <section className={classes.reason} aria-label="Suspension">
          <Text fw={600}>
            Suspended <Ago at={suspendedAt!} />
          </Text>
          <Text size="sm">{suspendedReason}</Text>
          {account.linksStopped && (
            <Text size="sm" c="dimmed">
              The links in its mail are turned off.
            </Text>
          )}
        </section>
      )}
      {account.closing !== null && <ClosingNote closing={account.closing} />}
      <Card title="Use in the last 30 days">
        <StatRow>
          <StatCard label="Accepted" value={formatCount(accepted)} note="by mail servers" />
          <StatCard
            label="Refused"
            value={formatCount(rejected)}
            tone={rejected * 20 > accepted && rejected > 0 ? 'bad' : 'plain'}
          />
          <StatCard label="Contacts" value={formatCount(contacts)} note="now" />
          <StatCard label="Daily cap" value={dailyCap === null ? 'None' : formatCount(dailyCap)} />
        </StatRow>
        <UsageDays days={days} />
      </Card>
      <Card title={account.plan ? `Plan: ${account.plan.name}` : 'No plan'}>
        <LimitMeters plan={account.limits} use={account.use} />
        <Text size="sm" mt="md">
          <Anchor
            renderRoot={(props) => (
              <Link to="/operator/staff-activity" search={{ account: account.id }} {...props} />
            )}
          >
            What staff did here
          </Anchor>
        </Text>
      </Card>
      <Card title="People">
        <ul className={rows.rows}>
          {people.map(({ id, name, email, role, lastSeenAt }) => (
            <li key={id}>
              <div className={rows.about}>
                <Group gap={8}>
                  <Text fw={600}>{name}</Text>
                  <StatusBadge tone="quiet">{roleNames[role]}</StatusBadge>
                </Group>
                <Text size="sm" c="dimmed">
                  {email}
                </Text>
              </div>
              <Text size="sm" c="dimmed">
                {lastSeenAt ? (
                  <>
                    Last seen <Ago at={lastSeenAt} />
                  </>
                ) : (
                  'Never seen'
                )}
              </Text>
            </li>
          ))}
        </ul>
        <Text size="sm" c="dimmed" mt="sm">
          The account was made <Ago at={createdAt} />.
        </Text>
      </Card>
      <Notes account={account} />
    </Stack>
  );
}
