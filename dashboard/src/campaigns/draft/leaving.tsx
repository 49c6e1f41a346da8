import { useBlocker } from '@tanstack/react-router';
import { ConfirmDialog } from '../../ui/confirm.tsx';
import type { Draft } from './use-draft.ts';

/** Another screen is opened only when what was typed is saved, or given up knowingly. */
export function Leaving({ draft }: { draft: Draft }) {
  const { status, proceed, reset } = useBlocker({
    // A session that ended saves nothing any more: the way to the login stays open.
    shouldBlockFn: async ({ next }) => next.pathname !== '/login' && (await draft.save()) === null,
    enableBeforeUnload: false,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      opened={status === 'blocked'}
      onClose={() => reset?.()}
      title="Leave without saving?"
      action="Leave without it"
      danger
      onConfirm={() => proceed?.()}
    >
      Your last changes could not be saved. They are still here if you stay.
    </ConfirmDialog>
  );
}
