import { Button, Group, Modal, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';

/** What is asked, and what a yes does. */
export interface Question {
  title: string;
  children: ReactNode;
  /** What the button does, as a verb: `Delete list`. */
  action: string;
  onConfirm: () => Promise<unknown> | unknown;
  danger?: boolean;
  /** For what cannot be undone: the word that must be typed first. */
  typed?: string;
}

interface ConfirmDialogProps extends Question {
  opened: boolean;
  onClose: () => void;
}

/** Asks before something that cannot simply be undone. Stays open while it runs and when it fails. */
export function ConfirmDialog({ opened, onClose, ...rest }: ConfirmDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={rest.title}>
      {opened && <Asked onClose={onClose} {...rest} />}
    </Modal>
  );
}

function Asked({ children, action, onConfirm, onClose, danger, typed }: Omit<ConfirmDialogProps, 'opened'>) {
  const [word, setWord] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const confirm = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setFailure((error as Error).message);
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        confirm();
      }}
    >
      <Text component="div">{children}</Text>
      {typed && (
        <TextInput
          mt="md"
          data-autofocus
          autoComplete="off"
          label={`Type ${typed} to go on`}
          value={word}
          onChange={(event) => setWord(event.currentTarget.value)}
        />
      )}
      {failure && (
        <Text c="var(--mantine-color-error)" mt="md" role="alert">
          {failure}
        </Text>
      )}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose} disabled={busy}>
          Cancel
        </Button>
        <Button
          type="submit"
          color={danger ? 'red' : undefined}
          loading={busy}
          disabled={typed !== undefined && word.trim() !== typed}
        >
          {action}
        </Button>
      </Group>
    </form>
  );
}
