import { Button, Stack } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { getReport, type Report } from '#server/reports/contract.ts';
import { useCall } from '../api/index.ts';
import { CampaignBadge } from '../campaigns/campaign-badge.tsx';
import { UncertainCard } from '../campaigns/run/uncertain-card.tsx';
import { formatInstant, plural } from '../ui/format.ts';
import { Page } from '../ui/page.tsx';
import { EmptyState, Loaded } from '../ui/states.tsx';
import { CourseCard } from './course-card.tsx';
import { ExportButton } from './export-button.tsx';
import { FailuresCard } from './failures-card.tsx';
import { KeyFigures } from './key-figures.tsx';
import { LinksCard } from './links-card.tsx';
import { People } from './people.tsx';
import { pollingOf } from './polling.ts';
import classes from './report.module.css';

/** What came of a campaign. Every number leads to the people behind it, further down the page. */
export function ReportPage() {
  const { id } = useParams({ from: '/app/campaigns/$id/report' });
  const query = useCall(getReport, { params: { id } }, { every: pollingOf });
  const report = query.data;
  return (
    <Page
      title={report?.campaign.name ?? 'Report'}
      tabTitle={report ? `Report of ${report.campaign.name}` : 'Report'}
      lead={report && <Lead report={report} />}
      crumbs={[
        { label: 'Campaigns', to: '/campaigns' },
        ...(report ? [{ label: report.campaign.name, to: '/campaigns/$id' as const, params: { id } }] : []),
      ]}
      width="wide"
      actions={report && report.totals.planned > 0 && <ExportButton campaignId={id} filter={{}} />}
    >
      <Loaded query={query}>{(report) => <Body report={report} />}</Loaded>
    </Page>
  );
}

function Lead({ report: { campaign, totals, startedAt } }: { report: Report }) {
  return (
    <span className={classes.lead}>
      <CampaignBadge state={campaign.state} />
      <span>
        “{campaign.subject || 'No subject'}”
        {totals.planned > 0 && ` to ${plural(totals.planned, 'person', 'people')}`}
        {startedAt && `, ${formatInstant(startedAt)}`}
      </span>
    </span>
  );
}

function Body({ report }: { report: Report }) {
  const navigate = useNavigate();
  if (report.totals.planned === 0)
    return (
      <EmptyState
        title="Nothing has gone out yet"
        action={
          <Button
            variant="default"
            renderRoot={(props) => (
              <Link to="/campaigns/$id" params={{ id: report.campaign.id }} {...props} />
            )}
          >
            Open the campaign
          </Button>
        }
      >
        Once this campaign is on its way, you read here who opened, who clicked and who left.
      </EmptyState>
    );
  return (
    <Stack gap="xl">
      <KeyFigures report={report} />
      <CourseCard report={report} />
      {report.campaign.trackClicks && <LinksCard report={report} />}
      {report.failures.length > 0 && <FailuresCard report={report} />}
      <UncertainCard
        campaign={report.campaign}
        count={report.totals.uncertain}
        onResent={() => navigate({ to: '/campaigns/$id', params: { id: report.campaign.id } })}
      />
      <People report={report} />
    </Stack>
  );
}
