import { Progress as Bar, Text, VisuallyHidden } from '@mantine/core';
import type { Progress } from '#server/campaigns/contract.ts';
import { formatCount, formatDuration, formatInstant, formatShare, plural } from '../../ui/format.ts';
import { Headline } from '../../ui/headline.tsx';
import { settledShare } from './run-page.tsx';

/** How far it has come, in a bar and in words. */
export function RunProgress({ progress }: { progress: Progress }) {
  const { planned, sent, failed, uncertain, remaining, state } = progress;
  const done = planned - remaining;
  const per = (count: number) => (planned > 0 ? (count / planned) * 100 : 0);
  const share = settledShare(progress);
  return (
    <>
      <Headline>{headline(progress)}</Headline>
      <Bar.Root size={14} radius="xl" mt="md">
        <Bar.Section
          value={per(sent)}
          color="plum"
          aria-label="Sent"
          aria-valuetext={`${formatCount(done)} of ${formatCount(planned)} settled`}
        />
        <Bar.Section value={per(failed)} color="red" aria-label="Failed" />
        <Bar.Section value={per(uncertain)} color="yellow" aria-label="Uncertain" />
      </Bar.Root>
      <Text mt="sm" c="dimmed" className="tabular">
        {pace(progress)}
      </Text>
      {/* Read out at every tenth only: a voice at each message would be noise. */}
      <VisuallyHidden role="status">
        {state === 'sending' ? `${Math.floor(share / 10) * 10} per cent` : headline(progress)}
      </VisuallyHidden>
    </>
  );
}

function headline(progress: Progress): string {
  const { state, isPlanned, planned, sent } = progress;
  if (!isPlanned && state === 'sending') return 'Writing down who gets it …';
  if (state === 'sent') return `${plural(sent, 'copy', 'copies')} sent`;
  if (state === 'cancelled')
    return planned === 0
      ? 'Stopped before anything was sent'
      : `Stopped after ${plural(sent, 'copy', 'copies')}`;
  return formatShare(settledShare(progress), 100);
}

function pace({ state, remaining, perSecond, secondsLeft, startedAt, finishedAt }: Progress): string {
  if (finishedAt && startedAt) {
    const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
    return `Began ${formatInstant(startedAt)}, took ${seconds < 1 ? 'less than a second' : formatDuration(seconds)}`;
  }
  const parts = [];
  if (state === 'paused') parts.push(`Paused. ${plural(remaining, 'copy waits', 'copies wait')}.`);
  if (state === 'sending' && remaining > 0) {
    parts.push(`${plural(remaining, 'copy', 'copies')} to go`);
    // Below one a second it waits for something: no pace to tell the end from.
    if (perSecond && perSecond >= 1) {
      parts.push(`${formatCount(Math.round(perSecond))} a second`);
      if (secondsLeft !== null) parts.push(`about ${formatDuration(secondsLeft)} left`);
    }
  }
  return parts.join(' · ');
}
