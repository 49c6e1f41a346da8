import { Button, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { listContactFields, readTimeline, type TimelineEntry } from '#server/audience/contract.ts';
import { type ApiFailure, call, useCall } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorState, Patience } from '../../ui/states.tsx';
import classes from './timeline.module.css';
import { Entry } from './timeline-entry.tsx';

type About = 'all' | 'mail' | 'standing' | 'details';

/** What happened with a contact, newest first, grouped by day. */
export function Timeline({ contactId }: { contactId: string }) {
  const [about, setAbout] = useState<About>('all');
  const timeline = useTimeline(contactId, about);
  const labels = useFieldLabels();
  const entries = timeline.data?.pages.flatMap(({ items }) => items);
  return (
    <Card title="What happened">
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="Show"
        value={about}
        onChange={(next) => setAbout(next as About)}
        data={[
          { value: 'all', label: 'Everything' },
          { value: 'mail', label: 'Mail' },
          { value: 'standing', label: 'Lists' },
          { value: 'details', label: 'Details' },
        ]}
      />
      {!entries && timeline.error && <ErrorState error={timeline.error} onRetry={() => timeline.refetch()} />}
      {!entries && !timeline.error && <Waiting />}
      {entries?.length === 0 && (
        <Text c="dimmed" mt="lg">
          {about === 'all'
            ? 'Nothing yet. Mail, opens, clicks and changes will show here.'
            : 'Nothing of this kind yet.'}
        </Text>
      )}
      {entries &&
        [...byDay(entries)].map(([day, members]) => (
          <section key={day}>
            <h3 className={classes.day}>{day}</h3>
            <ol className={classes.entries}>
              {members.map((entry) => (
                <Entry key={entry.id} entry={entry} labels={labels} />
              ))}
            </ol>
          </section>
        ))}
      {timeline.hasNextPage && (
        <Button
          mt="md"
          size="xs"
          variant="default"
          loading={timeline.isFetchingNextPage}
          onClick={() => timeline.fetchNextPage()}
        >
          Show earlier
        </Button>
      )}
    </Card>
  );
}

function useTimeline(contactId: string, about: About) {
  return useInfiniteQuery<
    { items: TimelineEntry[]; nextCursor: string | null; total: number },
    ApiFailure,
    { pages: { items: TimelineEntry[] }[] },
    string[],
    string | null
  >({
    queryKey: [readTimeline.path, contactId, about],
    initialPageParam: null,
    queryFn: ({ pageParam, signal }) =>
      call(
        readTimeline,
        {
          params: { id: contactId },
          query: {
            limit: 30,
            ...(about === 'all' ? {} : { about }),
            ...(pageParam ? { cursor: pageParam } : {}),
          },
        },
        signal,
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

function useFieldLabels(): ReadonlyMap<string, string> {
  const fields = useCall(listContactFields);
  const named = fields.data?.items.map(({ key, label }) => [key, label] as const) ?? [];
  return new Map([['email', 'Email'], ...named]);
}

const day = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const byDay = (entries: TimelineEntry[]) => Map.groupBy(entries, ({ at }) => day.format(new Date(at)));

function Waiting() {
  return (
    <Patience>
      <Stack mt="lg" gap="md" role="status" aria-label="Loading">
        {[70, 55, 62, 48].map((width) => (
          <Skeleton key={width} h={18} w={`${width}%`} />
        ))}
      </Stack>
    </Patience>
  );
}
