import { Select, Stack, Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { getUsage, type Usage } from '#server/activity/contract.ts';
import { useCall } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { formatCount, formatDay, plural } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import classes from './usage.module.css';

const UsageChart = lazy(() => import('./usage-chart.tsx'));

const spans = [
  { value: '4', label: '4 weeks' },
  { value: '12', label: '12 weeks' },
  { value: '26', label: 'Half a year' },
  { value: '52', label: 'A year' },
];

/** What accounts use how often, for those who run the install: counts, no persons. */
export function UsagePage() {
  const { account, weeks = '12' } = useSearch({ from: '/console/operator/usage' });
  const navigate = useNavigate();
  const set = (change: { account?: string | undefined; weeks?: string }) =>
    navigate({ to: '/operator/usage', search: (now) => ({ ...now, ...change }) as never, replace: true });
  const usage = useCall(
    getUsage,
    { query: { weeks: Number(weeks), ...(account ? { account } : {}) } },
    { keep: true },
  );
  return (
    <Page
      title="Usage"
      lead="How often each feature was used, week by week. Only what was done is counted; no persons, and nothing of what they did it with."
    >
      <Loaded query={usage}>
        {(data) => (
          <>
            <div className={classes.choices}>
              <Select
                label="Account"
                searchable
                clearable
                placeholder="All accounts"
                value={account ?? null}
                data={data.accounts.map(({ id, name }) => ({ value: id, label: name }))}
                onChange={(id) => set({ account: id ?? undefined })}
              />
              <Select
                label="Time"
                allowDeselect={false}
                value={weeks}
                data={spans}
                onChange={(next) => next && set({ weeks: next })}
              />
            </div>
            {data.features.length === 0 ? (
              <EmptyState title="Nothing was used in this time">
                Use is counted a minute or two after it happened.
              </EmptyState>
            ) : (
              <Counts usage={data} isOne={account !== undefined} />
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Counts({ usage, isOne }: { usage: Usage; isOne: boolean }) {
  return (
    <Stack gap="lg">
      <Card title="Uses a week">
        <div className={classes.chart}>
          <Suspense fallback={null}>
            <UsageChart usage={usage} />
          </Suspense>
        </div>
      </Card>
      <Card title="Features">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
        <section className={classes.scroll} tabIndex={0} aria-label="Features by use">
          <table className={classes.table}>
            <thead>
              <tr>
                <th>Feature</th>
                {!isOne && <th data-number>Accounts</th>}
                <th data-number>In all</th>
                <th data-number>Week of {formatDay(usage.weeks.at(-1)!, 'UTC')}</th>
              </tr>
            </thead>
            <tbody>
              {usage.features.map(({ feature, did, accounts, uses, total }) => (
                <tr key={feature}>
                  <td>{capital(did)}</td>
                  {!isOne && <td data-number>{formatCount(accounts)}</td>}
                  <td data-number>{formatCount(total)}</td>
                  <td data-number>{formatCount(uses.at(-1) ?? 0)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <Text size="sm" c="dimmed" mt="md">
          {plural(usage.features.length, 'feature')} in use.
        </Text>
      </Card>
    </Stack>
  );
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1).replace(/:$/, '');
