import { Stack, Text } from '@mantine/core';
import type { OwnPlan } from '#server/accounts/contract.ts';
import { formatCount } from '../../ui/format.ts';
import { Meter } from '../../ui/meter.tsx';

/** What is used of a plan, limit by limit; without a limit the figure alone. */
export function LimitMeters({ plan, use }: Pick<OwnPlan, 'plan' | 'use'>) {
  return (
    <Stack gap="md">
      <Used label="Contacts" count={use.contacts} most={plan?.contacts ?? null} />
      <Used label="Messages this month" count={use.messagesThisMonth} most={plan?.messagesAMonth ?? null} />
      <Used label="People, invited ones included" count={use.users} most={plan?.users ?? null} />
    </Stack>
  );
}

function Used({ label, count, most }: { label: string; count: number; most: number | null }) {
  if (most !== null) return <Meter label={label} count={count} most={most} />;
  return (
    <Text size="sm" className="tabular">
      {label}: {formatCount(count)}, no limit
    </Text>
  );
}
