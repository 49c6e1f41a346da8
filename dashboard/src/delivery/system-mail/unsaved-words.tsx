import { useBlocker } from '@tanstack/react-router';
import { ConfirmDialog } from '../../ui/confirm.tsx';

/** Another screen is opened only when nothing typed gets lost, or knowingly. */
export function UnsavedWords({ isChanged }: { isChanged: boolean }) {
  const { status, proceed, reset } = useBlocker({
    // A session that ended saves nothing any more: the way to the login stays open.
    shouldBlockFn: ({ next }) => isChanged && next.pathname !== '/login',
    enableBeforeUnload: () => isChanged,
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
      Your words are not saved yet. They are still here if you stay.
    </ConfirmDialog>
  );
}
