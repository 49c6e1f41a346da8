import { useBlocker } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ConfirmDialog } from './confirm.tsx';

interface LeaveQuestionProps {
  /** Whether something would be lost. It may save first, and then nothing is. */
  losesWords: () => boolean | Promise<boolean>;
  /** Whether the browser asks too, when its tab is closed. */
  asksOnClosing: boolean;
  children: ReactNode;
}

/** Another screen is opened only when nothing typed gets lost, or knowingly. */
export function LeaveQuestion({ losesWords, asksOnClosing, children }: LeaveQuestionProps) {
  const { status, proceed, reset } = useBlocker({
    // A session that ended saves nothing any more: the way to the login stays open.
    shouldBlockFn: async ({ next }) => next.pathname !== '/login' && (await losesWords()),
    enableBeforeUnload: asksOnClosing,
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
      {children}
    </ConfirmDialog>
  );
}
