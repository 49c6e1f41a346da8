import { Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { listPlans, type Plan } from '#server/accounts/contract.ts';
import rows from '../../accounts/rows.module.css';
import { useCall } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { formatCount, plural } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded, RowsSkeleton } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { useStaff } from '../use-staff.ts';
import { PlanEditor } from './plan-editor.tsx';

/** What accounts may hold and send, plan by plan. */
export function PlansPage() {
  const { may } = useStaff();
  const plans = useCall(listPlans);
  const [making, dialog] = useDisclosure();
  return (
    <Page
      title="Plans"
      lead="How much an account may hold and send. An account without a plan has no limits but its own daily cap."
      actions={may('operator:manage') && <Button onClick={dialog.open}>New plan</Button>}
    >
      <Loaded query={plans} skeleton={<RowsSkeleton />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="No plan yet">Nobody is limited by one.</EmptyState>
          ) : (
            <Card>
              <ul className={rows.rows}>
                {items.map((plan) => (
                  <Row key={plan.id} plan={plan} />
                ))}
              </ul>
            </Card>
          )
        }
      </Loaded>
      <PlanEditor opened={making} onClose={dialog.close} />
    </Page>
  );
}

function Row({ plan }: { plan: Plan }) {
  const { may } = useStaff();
  const [changing, dialog] = useDisclosure();
  const { name, description, isDefault, isArchived, accounts } = plan;
  return (
    <li>
      <div className={rows.about}>
        <Group gap={8}>
          <Text fw={600}>{name}</Text>
          {isDefault && <StatusBadge tone="accent">For new accounts</StatusBadge>}
          {isArchived && <StatusBadge tone="quiet">Archived</StatusBadge>}
        </Group>
        {description && <Text size="sm">{description}</Text>}
        <Text size="sm" c="dimmed">
          {limitsOf(plan)} · {plural(accounts, 'account')}
        </Text>
      </div>
      {may('operator:manage') && (
        <Button size="xs" variant="default" aria-label={`Change the plan ${name}`} onClick={dialog.open}>
          Change
        </Button>
      )}
      <PlanEditor plan={plan} opened={changing} onClose={dialog.close} />
    </li>
  );
}

function limitsOf({ contacts, messagesAMonth, dailyCap, users }: Plan): string {
  const limits = [
    contacts !== null && `${formatCount(contacts)} contacts`,
    messagesAMonth !== null && `${formatCount(messagesAMonth)} messages a month`,
    dailyCap !== null && `${formatCount(dailyCap)} a day`,
    users !== null && plural(users, 'person', 'people'),
  ].filter((limit) => limit !== false);
  return limits.length === 0 ? 'No limits' : limits.join(', ');
}
