import { Button, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ContactImport } from '#server/audience/contract.ts';
import { Card } from '../../ui/card.tsx';
import { formatInstant, plural } from '../../ui/format.ts';
import { Illustration } from '../../ui/illustration.tsx';
import { CountsBar } from './counts-bar.tsx';
import { Footnotes } from './footnotes.tsx';
import classes from './import-result.module.css';
import { Rejections } from './rejections.tsx';

/** What became of an import. Kept for good: the address of an import from last year still tells. */
export function ImportResult({ imported }: { imported: ContactImport }) {
  const { counts, listName, finishedAt } = imported;
  return (
    <Stack gap="lg">
      <Card>
        <div className={classes.head}>
          <div className={classes.text}>
            <h2 className={classes.title}>{titleOf(imported)}</h2>
            <Text c="dimmed" mt={4} component="div">
              {explanationOf(imported)}
              {finishedAt && ` ${formatInstant(finishedAt)}.`}
            </Text>
          </div>
          <Illustration scene={imported.state === 'done' ? 'done' : 'lost'} />
        </div>
        {counts.rows > 0 && (
          <>
            <CountsBar counts={counts} />
            <Footnotes counts={counts} listName={listName} />
          </>
        )}
        <Group mt="lg" gap="xs">
          <NextSteps imported={imported} />
        </Group>
      </Card>
      <Rejections imported={imported} />
    </Stack>
  );
}

function titleOf({ state, counts, listName }: ContactImport): string {
  if (state === 'failed') return 'The import could not be finished';
  if (state === 'cancelled') return 'The import was stopped';
  if (counts.joined === 0) return `Nobody new on ${listName}`;
  return `${plural(counts.joined, 'person is', 'people are')} new on ${listName}`;
}

function explanationOf({ state, error, counts }: ContactImport): ReactNode {
  if (state === 'done') return `${plural(counts.accepted, 'contact')} came in.`;
  if (state === 'failed') return error ?? 'Something went wrong on our side.';
  if (counts.rows === 0) return 'Nothing was changed.';
  return `${plural(counts.accepted, 'contact')} had come in by then and stay. Import the file again to bring the rest; nobody comes in twice.`;
}

function NextSteps({ imported: { state, listId, listName } }: { imported: ContactImport }) {
  const toList = (
    <Button
      variant="default"
      renderRoot={(props) => <Link to="/lists/$id" params={{ id: listId }} {...props} />}
    >
      See {listName}
    </Button>
  );
  if (state === 'done')
    return (
      <>
        <Button
          renderRoot={(props) => <Link to={'/campaigns/new' as '/'} search={{ list: listId }} {...props} />}
        >
          Write a campaign to this list
        </Button>
        {toList}
      </>
    );
  return (
    <>
      <Button renderRoot={(props) => <Link to="/lists/$id/import" params={{ id: listId }} {...props} />}>
        Bring a file again
      </Button>
      {toList}
    </>
  );
}
