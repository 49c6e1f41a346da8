import { Text } from '@mantine/core';
import type { Report } from '#server/reports/contract.ts';
import { Card } from '../ui/card.tsx';
import { formatCount, formatShare } from '../ui/format.ts';
import { Ago } from '../ui/time.tsx';
import { PeopleLink } from './people-link.tsx';
import classes from './report.module.css';

/** Which links were clicked, the most clicked first. */
export function LinksCard({ report: { campaign, links, totals } }: { report: Report }) {
  return (
    <Card title="Links">
      {links.length === 0 ? (
        <Text c="dimmed">No link has been clicked yet.</Text>
      ) : (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Link</th>
              <th scope="col" data-number>
                People
              </th>
              <th scope="col" data-number data-wide>
                Of those who clicked
              </th>
              <th scope="col" data-number>
                Clicks
              </th>
              <th scope="col" data-number data-wide>
                First
              </th>
            </tr>
          </thead>
          <tbody>
            {links.map(({ url, unique, total, machine, firstAt }) => (
              <tr key={url}>
                <td>
                  {url}
                  {machine > 0 && (
                    <Text size="sm" c="dimmed">
                      and {formatCount(machine)} times by machines
                    </Text>
                  )}
                </td>
                <td data-number>
                  <PeopleLink campaignId={campaign.id} who="clicked" url={url}>
                    {formatCount(unique)}
                  </PeopleLink>
                </td>
                <td data-number data-wide>
                  {formatShare(unique, totals.clicked.unique)}
                </td>
                <td data-number>{formatCount(total)}</td>
                <td data-number data-wide>
                  {firstAt ? <Ago at={firstAt} /> : '–'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
