import { Text } from '@mantine/core';
import { removeSuppression, type Suppression } from '#server/compliance/contract.ts';
import { useChange } from '../../api/index.ts';
import { ConfirmDialog } from '../../ui/confirm.tsx';

interface LiftSuppressionProps {
  /** The one to lift; the question stands while there is one. */
  suppression: Suppression | undefined;
  onClose: () => void;
}

const words: Record<Suppression['reason'], string> = {
  unsubscribed:
    'they unsubscribed by themselves, so lift this only if they asked you to. To put them back on their lists as well, subscribe them again on their own page.',
  bounced: 'their mail server said no for good. Lift this if you know that the address works again.',
  complained: 'they reported your mail as spam.',
  manual: 'it was put here by hand and may be mailed again. Lists they left stay left.',
};

/** What the server refuses (after a complaint) is said in the dialog. */
export function LiftSuppression({ suppression, onClose }: LiftSuppressionProps) {
  const lift = useChange(removeSuppression, { refresh: ['/api/suppressions', '/api/contacts'] });
  return (
    <ConfirmDialog
      opened={suppression !== undefined}
      onClose={onClose}
      title="Let this address be mailed again?"
      action="Lift"
      onConfirm={() => lift.mutateAsync({ params: { email: suppression!.email } })}
    >
      <Text>
        <strong>{suppression?.email}</strong>: {suppression && words[suppression.reason]}
      </Text>
    </ConfirmDialog>
  );
}
