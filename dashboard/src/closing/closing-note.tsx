import { Text } from '@mantine/core';
import type { Closing } from '#server/accounts/contract.ts';
import classes from '../operator/operator.module.css';
import { formatDay } from '../ui/format.ts';
import { Ago } from '../ui/time.tsx';

/** What those who run the install see of a closing: when, by whom, and what was said. */
export function ClosingNote({ closing: { at, closedAt, by, comment } }: { closing: Closing }) {
  return (
    <section className={classes.reason} aria-label="Closing">
      <Text fw={600}>
        Closed {by === 'owner' ? 'by an owner' : 'by us'} <Ago at={closedAt} />; deleted on {formatDay(at)}
      </Text>
      <Text size="sm">{comment || 'They did not say why.'}</Text>
    </section>
  );
}
