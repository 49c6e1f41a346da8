import { Text } from '@mantine/core';
import { type ErasedAccount, listErasedAccounts } from '#server/closing/contract.ts';
import rows from '../accounts/rows.module.css';
import { useCall } from '../api/index.ts';
import { Card } from '../ui/card.tsx';
import { formatDay, plural } from '../ui/format.ts';
import { Loaded } from '../ui/states.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';

/** Accounts that are gone, or going: what is left of them names nobody. */
export function ErasedAccounts() {
  const erased = useCall(
    listErasedAccounts,
    {},
    { every: (latest) => (latest?.items.some(({ finishedAt }) => finishedAt === null) ? 3000 : false) },
  );
  if (erased.data?.items.length === 0) return null;
  return (
    <Card title="Erased accounts">
      <Loaded query={erased}>
        {({ items }) => (
          <ul className={rows.rows}>
            {items.map((account) => (
              <Stone key={account.id} account={account} />
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}

function Stone({ account }: { account: ErasedAccount }) {
  const { id, madeAt, finishedAt, rows: deleted } = account;
  return (
    <li>
      <div className={rows.about}>
        <Text>{whyOf(account)}</Text>
        <Text size="sm" c="dimmed">
          {id} · made {formatDay(madeAt)}
        </Text>
      </div>
      <Text size="sm" c="dimmed">
        {finishedAt === null ? (
          <StatusBadge tone="warn">Being erased</StatusBadge>
        ) : (
          `Erased ${formatDay(finishedAt)}`
        )}{' '}
        · {plural(deleted, 'row')}
      </Text>
    </li>
  );
}

function whyOf({ why, closedBy }: ErasedAccount): string {
  if (why === 'never-confirmed') return 'Its address was never confirmed';
  return closedBy === 'operator' ? 'Closed by us' : 'Closed by an owner';
}
