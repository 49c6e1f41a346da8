import { Anchor, Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type ImportSummary, listImports } from '#server/audience/contract.ts';
import { useCall } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { formatShare, plural } from '../../ui/format.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Ago } from '../../ui/time.tsx';
import { isMoving, shareDone, stateWords } from './import-words.ts';
import classes from './recent-imports.module.css';

const few = 1;

/** The imports of a list, the latest few unless more are asked for; nothing while there are none. */
export function RecentImports({ listId }: { listId: string }) {
  const [limit, setLimit] = useState(few);
  const imports = useCall(
    listImports,
    { query: { listId, limit } },
    { keep: true, every: (latest) => (latest?.items.some(isMoving) ? 2000 : false) },
  );
  if (!imports.data || imports.data.total === 0) return null;
  const { items, total } = imports.data;
  return (
    <Card
      title="Recent imports"
      aside={
        total > limit && (
          <Button size="xs" variant="default" onClick={() => setLimit(50)}>
            Show more
          </Button>
        )
      }
    >
      <ul className={classes.imports}>
        {items.map((item) => (
          <ImportRow key={item.id} item={item} />
        ))}
      </ul>
    </Card>
  );
}

function ImportRow({ item }: { item: ImportSummary }) {
  const { label, tone } = stateWords[item.state];
  return (
    <li>
      <div className={classes.what}>
        <Anchor
          fw={600}
          c="inherit"
          renderRoot={(props) => <Link to="/imports/$id" params={{ id: item.id }} {...props} />}
        >
          {item.fileName}
        </Anchor>
        <Text size="sm" c="dimmed">
          {isMoving(item) ? formatShare(shareDone(item), 1) : outcomeOf(item)}{' '}
          <Ago at={item.finishedAt ?? item.createdAt} />
        </Text>
      </div>
      <StatusBadge tone={tone}>{label}</StatusBadge>
    </li>
  );
}

function outcomeOf({ state, counts }: ImportSummary): string {
  if (state !== 'done') return '';
  const rejected = counts.rejected > 0 ? `, ${plural(counts.rejected, 'row')} could not be used` : '';
  return `${plural(counts.accepted, 'contact')}${rejected},`;
}
