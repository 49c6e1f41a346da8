import { Alert, Button, Group, Radio, Select, Stack, Text } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.layer.css';
import { useState } from 'react';
import { scheduleCampaign } from '#server/campaigns/contract.ts';
import { timeZones } from '../../accounts/time-zones.ts';
import { useChange } from '../../api/index.ts';
import { useSession } from '../../sign-in/use-session.ts';
import { FormFailure, fieldErrors } from '../../ui/form-failure.tsx';
import { SendButton, type SendButtonProps } from '../approval/send-button.tsx';
import type { Draft } from './use-draft.ts';

interface ScheduleSectionProps {
  draft: Draft;
  blocked: boolean;
  next: SendButtonProps;
}

/** Now, or at a time of a named zone. */
export function ScheduleSection({ draft, blocked, next }: ScheduleSectionProps) {
  const { account } = useSession();
  const [when, setWhen] = useState('now');
  const [at, setAt] = useState<string | null>(null);
  const [zone, setZone] = useState(account.timeZone);
  const schedule = useChange(scheduleCampaign, { refresh: ['/api/campaigns', '/api/home'] });
  const wrong = fieldErrors(schedule.error);
  if (next.step !== 'send')
    return (
      <Stack gap="md">
        <Text>
          {next.step === 'ask'
            ? 'A second person has to approve it before it is sent or scheduled.'
            : 'As soon as a second person has approved it, it can be sent or scheduled.'}
        </Text>
        {!next.ready && <Blocked />}
        <Group>
          <SendButton {...next} />
        </Group>
      </Stack>
    );
  const submit = async () => {
    const saved = await draft.save();
    if (!saved || !at) return;
    const body = { revision: saved.revision, at: at.slice(0, 16).replace(' ', 'T'), zone };
    schedule.mutate({ params: { id: saved.id }, body });
  };
  return (
    <Stack gap="md">
      <Radio.Group aria-label="When to send" value={when} onChange={setWhen}>
        <Group gap="xl">
          <Radio value="now" label="Now" />
          <Radio value="later" label="At a time" />
        </Group>
      </Radio.Group>
      {when === 'later' && (
        <>
          <Group align="flex-start" gap="md" grow preventGrowOverflow={false}>
            <DateTimePicker
              label="Day and time"
              placeholder="Choose"
              valueFormat="D MMM YYYY, HH:mm"
              defaultTimeValue="09:00"
              minDate={today()}
              ariaLabels={{ previousMonth: 'Previous month', nextMonth: 'Next month' }}
              timePickerProps={{ 'aria-label': 'Time' }}
              popoverProps={{ attributes: { dropdown: { 'aria-label': 'Choose day and time' } } }}
              value={at}
              onChange={setAt}
              error={wrong.at}
              submitButtonProps={{ 'aria-label': 'Take this time' }}
            />
            <Select
              label="Time zone"
              data={timeZones}
              searchable
              limit={60}
              allowDeselect={false}
              value={zone}
              error={wrong.zone}
              onChange={(next) => setZone(next ?? zone)}
            />
          </Group>
          {at && <Night at={at} />}
        </>
      )}
      {blocked && <Blocked />}
      <FormFailure error={schedule.error} />
      <Group>
        {when === 'now' ? (
          <SendButton {...next} />
        ) : (
          <Button disabled={blocked || !at} loading={schedule.isPending} onClick={submit}>
            Schedule
          </Button>
        )}
      </Group>
    </Stack>
  );
}

const Blocked = () => (
  <Text size="sm" c="dimmed">
    The checks name what must be put right first.
  </Text>
);

const today = () => new Date().toISOString().slice(0, 10);

function Night({ at }: { at: string }) {
  const hour = Number(at.slice(11, 13));
  if (hour >= 7 && hour < 22) return null;
  return (
    <Alert color="yellow" variant="light">
      That is at night. Fine if you mean it.
    </Alert>
  );
}
