import { Button, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { renewRecoveryCodes } from '#server/second-factors/contract.ts';
import { useChange } from '../api/index.ts';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/confirm.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import classes from './second-factors.module.css';

export function RecoveryCard({ left, onCodes }: { left: number; onCodes: (codes: string[]) => void }) {
  const [asking, { open, close }] = useDisclosure();
  const renew = useChange(renewRecoveryCodes, { refresh: ['/api/second-factors'] });
  return (
    <Card
      title="Recovery codes"
      aside={
        <Button variant="default" onClick={open}>
          Make new codes
        </Button>
      }
    >
      <Text c={left > 2 ? 'dimmed' : undefined}>
        {left} of 10 are left. Each lets you in once when your second factor is gone.
        {left <= 2 && ' Make new ones before they run out.'}
      </Text>
      <ConfirmDialog
        opened={asking}
        onClose={close}
        title="Make new recovery codes?"
        action="Make new codes"
        onConfirm={async () => onCodes((await renew.mutateAsync({})).recoveryCodes)}
      >
        The codes you have now stop working.
      </ConfirmDialog>
    </Card>
  );
}

/** New codes, the one time they are shown: closed by the button alone. */
export function NewCodesDialog({ codes, onDone }: { codes: string[] | null; onDone: () => void }) {
  return (
    <Modal
      opened={codes !== null}
      onClose={onDone}
      title="Your recovery codes"
      size="lg"
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      classNames={{ inner: classes.paper, overlay: classes.screenOnly }}
    >
      {codes && <RecoveryCodes codes={codes} onDone={onDone} />}
    </Modal>
  );
}
