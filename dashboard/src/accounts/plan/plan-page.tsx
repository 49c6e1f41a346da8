import { Stack, Text } from '@mantine/core';
import { getOwnPlan, type OwnPlan } from '#server/accounts/contract.ts';
import { useCall } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { formatCount, formatDay } from '../../ui/format.ts';
import { Loaded } from '../../ui/states.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { LimitMeters } from './limit-meters.tsx';

/** What the account may hold and send, and how much of it is used. */
export function PlanPage() {
  const plan = useCall(getOwnPlan);
  return (
    <SettingsPage title="Plan">
      <Loaded query={plan}>{(read) => <Detail own={read} />}</Loaded>
    </SettingsPage>
  );
}

function Detail({ own: { plan, use, monthEnds } }: { own: OwnPlan }) {
  return (
    <Card title={plan?.name ?? 'No plan'}>
      <Stack gap="lg">
        <Text c="dimmed">
          {plan ? plan.description : 'Whoever runs this install has set no plan: nothing is limited by one.'}
        </Text>
        <LimitMeters plan={plan} use={use} />
        <Text size="sm" c="dimmed">
          {plan?.dailyCap != null && `At most ${formatCount(plan.dailyCap)} messages leave in any 24 hours. `}
          The month’s count begins anew on {formatDay(monthEnds, 'UTC')} (UTC). What is here already stays,
          also above a limit; leaving and exporting always work. For a larger plan, ask whoever runs this
          install.
        </Text>
      </Stack>
    </Card>
  );
}
