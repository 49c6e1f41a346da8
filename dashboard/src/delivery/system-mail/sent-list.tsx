import { Text } from '@mantine/core';
import { listSystemMails, type SystemMailState } from '#server/delivery/contract.ts';
import type { CallResult } from '#server/platform/http/contract.ts';
import rows from '../../accounts/rows.module.css';
import { useCall } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { SearchField } from '../../ui/data-table/search-field.tsx';
import { useTableSearch } from '../../ui/data-table/table-search.ts';
import { plural } from '../../ui/format.ts';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { StatusBadge, type Tone } from '../../ui/status-badge.tsx';
import { Ago } from '../../ui/time.tsx';
import classes from './system-mail.module.css';
import { SystemMailPage } from './system-mail-page.tsx';

type Mail = CallResult<typeof listSystemMails>['items'][number];

const stateWords: Record<SystemMailState, { tone: Tone; words: string }> = {
  queued: { tone: 'info', words: 'On its way' },
  sent: { tone: 'good', words: 'Sent' },
  failed: { tone: 'bad', words: 'Refused' },
  given_up: { tone: 'bad', words: 'Given up' },
};

/** The newest mails and what became of them: whoever says that nothing came can be answered here. */
export function SentList() {
  const place = useTableSearch();
  const mails = useCall(listSystemMails, { query: { search: place.q } }, { keep: true, every: 10_000 });
  return (
    <SystemMailPage tab="Sent">
      <div className={classes.search}>
        <SearchField label="Search by recipient" place={place} />
      </div>
      <Loaded query={mails}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              scene="mailbox"
              title={place.q ? 'No mail to such an address' : 'Nothing was written yet'}
            >
              {place.q
                ? 'Mails are remembered for 30 days. Look for a shorter part of the address.'
                : 'When somebody registers or forgets a password, the mail to them is listed here.'}
            </EmptyState>
          ) : (
            <Card>
              <ul className={rows.rows}>
                {items.map((mail) => (
                  <MailRow key={mail.id} mail={mail} />
                ))}
              </ul>
              <Text size="sm" c="dimmed" mt="md">
                The newest mails, 50 at most. What they said is not kept; that they were sent is forgotten
                after 30 days.
              </Text>
            </Card>
          )
        }
      </Loaded>
    </SystemMailPage>
  );
}

function MailRow({ mail: { title, to, state, tries, reply, createdAt } }: { mail: Mail }) {
  const { tone, words } = stateWords[state];
  return (
    <li>
      <div className={rows.about}>
        <Text fw={600}>{to}</Text>
        <Text size="sm" c="dimmed">
          {title} · <Ago at={createdAt} />
        </Text>
        {reply && state !== 'sent' && (
          <Text size="sm" className={classes.reply}>
            {reply}
            {tries > 1 && ` (after ${plural(tries, 'try', 'tries')})`}
          </Text>
        )}
      </div>
      <StatusBadge tone={tone}>{words}</StatusBadge>
    </li>
  );
}
