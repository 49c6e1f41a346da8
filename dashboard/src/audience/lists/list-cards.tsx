import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { List } from '#server/audience/contract.ts';
import { formatCount } from '../../ui/format.ts';
import classes from './list-cards.module.css';
import { ListMenu } from './list-menu.tsx';

export function ListCards({ lists }: { lists: List[] }) {
  return (
    <ul className={classes.grid}>
      {lists.map((list) => (
        <li key={list.id} className={classes.card}>
          <div className={classes.head}>
            <h2 className={classes.name}>
              <Link to="/lists/$id" params={{ id: list.id }}>
                {list.name}
              </Link>
            </h2>
            <div className={classes.menu}>
              <ListMenu list={list} />
            </div>
          </div>
          {list.description && (
            <Text size="sm" c="dimmed" mt={4} lineClamp={2}>
              {list.description}
            </Text>
          )}
          <dl className={classes.numbers}>
            <div className={classes.subscribed}>
              <dt>subscribed</dt>
              <dd>{formatCount(list.subscribed)}</dd>
            </div>
            {list.unsubscribed > 0 && (
              <div>
                <dt>left</dt>
                <dd>{formatCount(list.unsubscribed)}</dd>
              </div>
            )}
          </dl>
        </li>
      ))}
    </ul>
  );
}
