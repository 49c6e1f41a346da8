import { Button, Group, Progress, Text, Title, VisuallyHidden } from '@mantine/core';
import { type ContactImport, cancelImport } from '#server/audience/contract.ts';
import { useChange } from '../../api/index.ts';
import { FormFailure } from '../../ui/form-failure.tsx';
import { formatCount, formatShare } from '../../ui/format.ts';
import { shareDone } from './import-words.ts';
import classes from './imports.module.css';

/** A pass over the file that is under way, dry or real. */
export function ImportProgress({ imported }: { imported: ContactImport }) {
  const cancel = useChange(cancelImport, { refresh: ['/api/imports'] });
  const isDry = imported.state === 'checking';
  const share = shareDone(imported);
  const stopping = imported.cancelRequested || cancel.isPending;
  return (
    <section className={classes.panel} aria-labelledby="import-progress">
      <Title order={2} id="import-progress">
        {stopping ? 'Stopping…' : isDry ? 'Going through the file' : 'Importing'}
      </Title>
      <Text c="dimmed" mt={4}>
        {isDry
          ? 'Nothing is changed: we only count what would happen.'
          : 'You can leave this page; the import goes on by itself, and you are told when it is done.'}
      </Text>
      <Progress size="lg" mt="lg" value={share * 100} animated={share === 0} aria-label="Done so far" />
      <Text size="sm" c="dimmed" mt="xs" className="tabular">
        {formatShare(share, 1)} · {formatCount(imported.counts.rows)} rows so far
      </Text>
      <VisuallyHidden role="status">{Math.floor(share * 4) * 25} % done</VisuallyHidden>
      <FormFailure error={cancel.error} />
      <Group mt="lg">
        <Button
          variant="default"
          disabled={stopping}
          onClick={() => cancel.mutate({ params: { id: imported.id } })}
        >
          {isDry ? 'Stop' : 'Stop the import'}
        </Button>
      </Group>
    </section>
  );
}
