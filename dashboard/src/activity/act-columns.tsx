import { Text, UnstyledButton } from '@mantine/core';
import type { ListedAct } from '#server/activity/contract.ts';
import type { Column } from '../ui/data-table/columns.tsx';
import { Ago } from '../ui/time.tsx';
import { actWords, outcomeWords, whoWords } from './act-words.ts';
import classes from './activity.module.css';

/** @param onObject narrows the log to the object whose name is pressed. */
export const columnsWith = (onObject: (id: string) => void): Column<ListedAct>[] => [
  { id: 'act', header: 'What happened', cell: (act) => <Sentence act={act} onObject={onObject} /> },
  {
    id: 'from',
    header: 'From',
    showFrom: 'md',
    cell: ({ browser, ip, place }) => (
      <>
        <Text size="sm">{browser ?? '–'}</Text>
        {ip && (
          <Text size="sm" c="dimmed" className={classes.address}>
            {place ? `${place} (${ip})` : ip}
          </Text>
        )}
      </>
    ),
  },
  { id: 'at', header: 'When', align: 'right', cell: ({ at }) => <Ago at={at} /> },
];

function Sentence({ act, onObject }: { act: ListedAct; onObject: (id: string) => void }) {
  const { did, object } = actWords(act);
  const { id } = act.object;
  const ended = outcomeWords(act);
  return (
    <>
      <Text className={classes.sentence}>
        <strong>{whoWords(act)}</strong> {did}
        {object !== null && ' '}
        {object !== null && id !== null && (
          <UnstyledButton
            className={classes.object}
            title="Show all that happened to it"
            onClick={() => onObject(id)}
          >
            {object}
          </UnstyledButton>
        )}
        {object !== null && id === null && object}
      </Text>
      {ended && (
        <Text size="sm" className={classes.ended}>
          {ended}
        </Text>
      )}
      <Text size="sm" c="dimmed" hiddenFrom="md" className={classes.address}>
        {[act.browser, act.place, act.ip].filter(Boolean).join(' · ')}
      </Text>
    </>
  );
}
