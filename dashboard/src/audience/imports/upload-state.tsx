import { Button, Group, Progress, Text } from '@mantine/core';
import { formatBytes, formatShare } from '../../ui/format.ts';
import classes from './imports.module.css';
import type { Sending } from './use-import-upload.ts';

/** A file on its way to the server, or why it did not get there. */
export function UploadState({ sending }: { sending: Sending }) {
  const { file, share, failure, start, stop } = sending;
  if (!file) return null;
  const sent = share >= 1;
  // The same file again helps only when the way was at fault, not what is in it.
  const mayHeal = failure && (failure.status === 0 || failure.status >= 429);
  return (
    <div className={classes.panel}>
      <Text fw={600} className={classes.fileName}>
        {file.name}
      </Text>
      {failure ? (
        <>
          <Text c="var(--mantine-color-error)" mt={4} role="alert">
            {failure.fields.fileName ?? failure.message}
          </Text>
          <Group mt="md" gap="xs">
            {mayHeal && <Button onClick={() => start(file)}>Try again</Button>}
            <Button variant={mayHeal ? 'default' : 'filled'} onClick={stop}>
              Choose another file
            </Button>
          </Group>
        </>
      ) : (
        <>
          <Text size="sm" c="dimmed" mt={4}>
            {sent
              ? 'It is here. Looking at its columns…'
              : `${formatShare(share, 1)} of ${formatBytes(file.size)}`}
          </Text>
          <Progress value={share * 100} mt="md" animated={sent} aria-label="Sent so far" />
          <Button variant="default" size="xs" mt="md" onClick={stop}>
            Cancel
          </Button>
        </>
      )}
    </div>
  );
}
