import type { ReactNode } from 'react';
import type { RecipientKind, Report } from '#server/reports/contract.ts';
import { formatCount, formatShare, plural } from '../ui/format.ts';
import { StatCard, StatRow } from '../ui/stat-card.tsx';
import { CountedHow } from './counted-how.tsx';
import { PeopleLink } from './people-link.tsx';

const rate = (share: number | null) => (share === null ? '–' : formatShare(share, 1));
const people = (count: number) => plural(count, 'person', 'people');

/** Rate and count of everything that matters; each leads to its people. */
export function KeyFigures({ report }: { report: Report }) {
  const { campaign, totals, rates } = report;
  const to = (who: RecipientKind, figure: ReactNode) => (
    <PeopleLink campaignId={campaign.id} who={who}>
      {figure}
    </PeopleLink>
  );
  return (
    <section aria-label="Key figures">
      <StatRow>
        <StatCard
          label="Sent"
          value={to('sent', formatCount(totals.sent))}
          note={
            totals.waiting > 0
              ? `${formatCount(totals.waiting)} still waiting`
              : `of ${formatCount(totals.planned)}`
          }
        />
        {campaign.trackOpens ? (
          <StatCard
            label="Opened"
            value={to('opened', rate(rates.opened))}
            note={openedNote(totals.opened.unique, totals.opened.machine)}
          />
        ) : (
          <StatCard label="Opened" value="–" note="not tracked" />
        )}
        {campaign.trackClicks ? (
          <>
            <StatCard
              label="Clicked"
              value={to('clicked', rate(rates.clicked))}
              note={`${people(totals.clicked.unique)}, ${plural(totals.clicked.total, 'click')}`}
            />
            <StatCard
              label="Click-to-open"
              value={to('clicked', rate(rates.clickedOfOpened))}
              note={`${formatCount(totals.clicked.unique)} of ${formatCount(totals.opened.unique)} openers`}
            />
          </>
        ) : (
          <StatCard label="Clicked" value="–" note="not tracked" />
        )}
        <StatCard
          label="Unsubscribed"
          value={to('unsubscribed', rate(rates.unsubscribed))}
          note={people(totals.unsubscribed)}
        />
        <StatCard
          label="Failed"
          value={to('failed', rate(rates.failed))}
          note={people(totals.failed)}
          tone={totals.failed > 0 ? 'bad' : 'plain'}
        />
        {totals.uncertain > 0 && (
          <StatCard
            label="Uncertain"
            value={to('uncertain', formatCount(totals.uncertain))}
            note="may have arrived"
            tone="warn"
          />
        )}
      </StatRow>
      <CountedHow report={report} />
    </section>
  );
}

const openedNote = (unique: number, machine: number) =>
  machine > 0 ? `${people(unique)}, and up to ${formatCount(machine)} more by machines` : people(unique);
