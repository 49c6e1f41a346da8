import { Alert, Button, Group, Text } from '@mantine/core';
import classes from './save-note.module.css';
import type { Draft, SaveState } from './use-draft.ts';

const words: Record<SaveState, string> = {
  saved: 'Saved',
  unsaved: 'Not saved yet',
  saving: 'Saving …',
  conflict: 'Changed elsewhere',
  failed: 'Could not be saved',
};

/** Whether what was typed is safe. */
export function SaveNote({ draft }: { draft: Draft }) {
  return (
    <Text size="sm" c="dimmed" role="status" className={classes.note} data-state={draft.state}>
      {words[draft.state]}
    </Text>
  );
}

/** What to do when saving did not work: nothing typed is lost until someone decides. */
export function SaveTrouble({ draft }: { draft: Draft }) {
  if (draft.state === 'conflict')
    return (
      <Alert color="yellow" title="This campaign was changed elsewhere" mb="lg" role="alert">
        Another tab or a colleague saved it in the meantime. What you typed is still here and not saved.
        <Group mt="sm" gap="xs">
          <Button size="xs" variant="default" onClick={draft.takeTheirs}>
            Take the other version
          </Button>
          <Button size="xs" variant="default" onClick={draft.keepMine}>
            Save mine over it
          </Button>
        </Group>
      </Alert>
    );
  if (draft.state === 'failed')
    return (
      <Alert color="red" title="This could not be saved" mb="lg" role="alert">
        {draft.error?.message}
        {draft.error?.code !== 'offline' && ' What you typed is still here.'}
        <Group mt="sm">
          <Button size="xs" variant="default" onClick={draft.save}>
            Save again
          </Button>
        </Group>
      </Alert>
    );
  return null;
}
