import { Anchor, Button, Stack, Text } from '@mantine/core';
import { Fragment } from 'react';
import { getHealthOfInstall, type HealthCheck, type HealthState } from '#server/operator/contract.ts';
import { useCall } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { StatusBadge, type Tone } from '../../ui/status-badge.tsx';
import { Ago } from '../../ui/time.tsx';
import { FailedJobs } from './failed-jobs.tsx';
import classes from './health.module.css';

const words: Record<HealthState, { tone: Tone; word: string }> = {
  ok: { tone: 'good', word: 'Good' },
  unknown: { tone: 'quiet', word: 'Unknown' },
  warn: { tone: 'warn', word: 'Look' },
  bad: { tone: 'bad', word: 'Act' },
};

/** How the install is, check by check, each with what to do. */
export function HealthPage() {
  const health = useCall(getHealthOfInstall);
  // What was well a while ago says nothing once the install does not answer any more.
  const now = health.isError ? { ...health, data: undefined } : health;
  return (
    <Page
      title="Health"
      lead={
        now.data ? (
          <Verdict checks={now.data.groups.flatMap(({ checks }) => checks)} />
        ) : (
          'How the install is, looked at now.'
        )
      }
      actions={
        <Button variant="default" loading={health.isFetching} onClick={() => void health.refetch()}>
          Look again
        </Button>
      }
    >
      <Loaded query={now}>
        {({ groups, failedJobs, at }) => (
          <Stack gap="lg">
            {failedJobs.length > 0 && <FailedJobs jobs={failedJobs} />}
            {groups.map(({ label, checks }) => (
              <Card key={label} title={label}>
                <ul className={classes.checks}>
                  {checks.map((check) => (
                    <Check key={check.id} check={check} />
                  ))}
                </ul>
              </Card>
            ))}
            <Text size="sm" c="dimmed">
              Looked at <Ago at={at} />.
            </Text>
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

/** What needs somebody, the worst first, each leading to its line. */
function Verdict({ checks }: { checks: HealthCheck[] }) {
  const calls = [
    { state: 'bad', call: 'Act on' },
    { state: 'warn', call: 'Look at' },
  ] as const;
  const open = calls
    .map(({ state, call }) => ({ call, found: checks.filter((check) => check.state === state) }))
    .filter(({ found }) => found.length > 0);
  if (open.length === 0) return 'Everything that was looked at is well.';
  return open.map(({ call, found }) => (
    <Fragment key={call}>
      {call}{' '}
      {found.map(({ id, label }, at) => (
        <Fragment key={id}>
          {at > 0 && ', '}
          <Anchor href={`#${id}`}>{label}</Anchor>
        </Fragment>
      ))}
      .{' '}
    </Fragment>
  ));
}

function Check({ check: { id, label, state, says, todo } }: { check: HealthCheck }) {
  return (
    <li id={id} className={classes.check}>
      <div>
        <StatusBadge tone={words[state].tone}>{words[state].word}</StatusBadge>
      </div>
      <Text fw={600}>{label}</Text>
      <div className={classes.said}>
        <Text>{says}</Text>
        {todo !== null && (
          <Text size="sm" c="dimmed">
            {todo}
          </Text>
        )}
      </div>
    </li>
  );
}
