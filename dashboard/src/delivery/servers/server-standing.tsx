import { Text } from '@mantine/core';
import { listServerDays, type SendingServer } from '#server/delivery/contract.ts';
import { useCall } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { formatCount } from '../../ui/format.ts';
import { Meter } from '../../ui/meter.tsx';
import { Ago } from '../../ui/time.tsx';
import { DaysChart, inWords } from './days-chart.tsx';
import { EncryptionShare } from './encryption-share.tsx';
import { hasMail, lastDays } from './last-days.ts';
import { ServerBadge } from './server-badge.tsx';
import { mostToday, stateMeaning } from './server-words.ts';
import classes from './standing.module.css';

/** How a server is at the moment, and what went over it. */
export function ServerStanding({ server }: { server: SendingServer }) {
  const { id, state, why, since, usedToday, warmingUp } = server;
  const tally = useCall(listServerDays, {}, { every: 60_000 });
  const days = tally.data && lastDays(id, tally.data.items);
  const most = mostToday(server);
  return (
    <div className={classes.standing}>
      <Card>
        <div className={classes.parts}>
          <div className={classes.state}>
            <ServerBadge state={state} />
            <Text mt={6}>
              {why ?? stateMeaning[state]}
              {since && (
                <Text span c="dimmed" inherit>
                  {' · '}
                  <Ago at={since} />
                </Text>
              )}
            </Text>
            {why && stateMeaning[state] && (
              <Text size="sm" c="dimmed" mt={4}>
                {stateMeaning[state]}
              </Text>
            )}
          </div>
          {most !== null ? (
            <div className={classes.today}>
              <Meter
                label={warmingUp ? `Today, day ${warmingUp.day} of ${warmingUp.days}` : 'Today'}
                count={usedToday ?? 0}
                most={most}
              />
            </div>
          ) : (
            usedToday !== null && <Text c="dimmed">{formatCount(usedToday)} today</Text>
          )}
        </div>
        {days && hasMail(days) && (
          <div className={classes.days}>
            <DaysChart days={days} />
            <Text size="sm" c="dimmed" className="tabular">
              {inWords(days)}
            </Text>
          </div>
        )}
        {tally.data && <EncryptionShare server={server} days={tally.data.items} />}
      </Card>
    </div>
  );
}
