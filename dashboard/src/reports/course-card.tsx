import { Skeleton, Switch, Text } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import type { Report } from '#server/reports/contract.ts';
import { Card } from '../ui/card.tsx';
import { plural } from '../ui/format.ts';
import { pointsOf } from './course.ts';
import { CourseTable } from './course-table.tsx';
import classes from './report.module.css';

const CourseChart = lazy(() => import('./course-chart.tsx'));

/** Opens and clicks over time, as a chart or as the table behind it. */
export function CourseCard({ report }: { report: Report }) {
  const [added, setAdded] = useState(false);
  const [asTable, setAsTable] = useState(false);
  const { opened, clicked } = report.totals;
  if (opened.total + clicked.total === 0) return <Early report={report} />;
  const points = pointsOf(report.series, added);
  return (
    <Card
      title="Opens and clicks over time"
      aside={
        <div className={classes.switches}>
          <Switch
            label="Added up"
            checked={added}
            onChange={(event) => setAdded(event.currentTarget.checked)}
          />
          <Switch
            label="As a table"
            checked={asTable}
            onChange={(event) => setAsTable(event.currentTarget.checked)}
          />
        </div>
      }
    >
      {asTable ? (
        <CourseTable points={points} />
      ) : (
        <figure
          style={{ margin: 0 }}
          aria-label={`Chart: ${plural(opened.total, 'open')} and ${plural(clicked.total, 'click')} over time. Turn on “As a table” to read the numbers.`}
        >
          <Suspense fallback={<Skeleton h={280} />}>
            <CourseChart points={points} added={added} />
          </Suspense>
        </figure>
      )}
      {report.series.some(({ hours }) => hours === 24) && (
        <Text size="sm" c="dimmed" mt="sm">
          By the hour for the first two days, then by the day.
        </Text>
      )}
    </Card>
  );
}

function Early({ report: { campaign, totals } }: { report: Report }) {
  const tracks = campaign.trackOpens || campaign.trackClicks;
  return (
    <Card title="Opens and clicks over time">
      <div className={classes.early}>
        <Text fw={600}>{tracks ? 'Nobody has reacted yet' : 'Opens and clicks were not tracked'}</Text>
        <Text c="dimmed" maw={420}>
          {earlyWords(tracks, totals.sent)}
        </Text>
      </div>
    </Card>
  );
}

function earlyWords(tracks: boolean, sent: number): string {
  if (!tracks) return 'This campaign went out with tracking off. You still see who left and what failed.';
  if (sent === 0) return 'The first messages are on their way.';
  return 'First opens usually arrive within minutes, most within a day. This page looks for them by itself.';
}
