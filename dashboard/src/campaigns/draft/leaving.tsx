import { LeaveQuestion } from '../../ui/leave-question.tsx';
import type { Draft } from './use-draft.ts';

/** Another screen is opened when what was typed is saved, or given up knowingly. */
export function Leaving({ draft }: { draft: Draft }) {
  return (
    <LeaveQuestion losesWords={async () => (await draft.save()) === null} asksOnClosing={false}>
      Your last changes could not be saved. They are still here if you stay.
    </LeaveQuestion>
  );
}
