import { Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { discardFailedJobs, type FailedJob, retryFailedJobs } from '#server/operator/contract.ts';
import rows from '../../accounts/rows.module.css';
import { useChange } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/confirm.tsx';
import { FormFailure } from '../../ui/form-failure.tsx';
import { plural } from '../../ui/format.ts';
import { Ago } from '../../ui/time.tsx';
import { useStaff } from '../use-staff.ts';

const refresh = ['/api/operator/health'];

/** Jobs that were given up, task by task, and what admins can do about them. */
export function FailedJobs({ jobs }: { jobs: FailedJob[] }) {
  const byTask = [...Map.groupBy(jobs, ({ task }) => task)];
  return (
    <Card title="Failed jobs">
      <ul className={rows.rows}>
        {byTask.map(([task, failed]) => (
          <Task key={task} task={task} jobs={failed} />
        ))}
      </ul>
    </Card>
  );
}

function Task({ task, jobs }: { task: string; jobs: FailedJob[] }) {
  const { may } = useStaff();
  const [asking, dialog] = useDisclosure();
  const retry = useChange(retryFailedJobs, { refresh });
  const discard = useChange(discardFailedJobs, { refresh });
  const body = { ids: jobs.map(({ id }) => id) };
  const newest = jobs[0]!;
  return (
    <li>
      <div className={rows.about}>
        <Text fw={600}>
          {plural(jobs.length, 'job')} <code>{task}</code>
        </Text>
        <Text size="sm" c="dimmed">
          The newest from <Ago at={newest.createdAt} />, tried {plural(newest.attempts, 'time')}:{' '}
          {newest.error}
        </Text>
        <FormFailure error={retry.error} />
      </div>
      {may('operator:manage') && (
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            aria-label={`Try ${task} again`}
            loading={retry.isPending}
            onClick={() =>
              retry.mutate(
                { body },
                { onSuccess: () => notifications.show({ message: 'They are tried again.' }) },
              )
            }
          >
            Try again
          </Button>
          <Button size="xs" variant="default" aria-label={`Delete ${task}`} onClick={dialog.open}>
            Delete
          </Button>
        </Group>
      )}
      <ConfirmDialog
        opened={asking}
        onClose={dialog.close}
        title={`Delete ${plural(jobs.length, 'failed job')}?`}
        action="Delete"
        danger
        onConfirm={() => discard.mutateAsync({ body })}
      >
        What they were to do is not done, and nobody is told.
      </ConfirmDialog>
    </li>
  );
}
