import { UnstyledButton } from '@mantine/core';
import type { previewCampaign } from '#server/campaigns/contract.ts';
import type { CallResult } from '#server/platform/http/contract.ts';
import classes from './editor.module.css';

type Problem = CallResult<typeof previewCampaign>['problems'][number];

const places: Record<Problem['where'], string> = {
  subject: 'Subject',
  preheader: 'Preview text',
  from_name: 'Sender’s name',
  source: 'Source',
  text: 'Plain text',
};

interface ProblemListProps {
  problems: Problem[];
  onJump: (to: { line: number; column: number }) => void;
}

/** Why the mail cannot be made, each with its place. */
export function ProblemList({ problems, onJump }: ProblemListProps) {
  if (problems.length === 0) return null;
  return (
    <ul className={classes.problems} aria-label="Problems" aria-live="polite">
      {problems.map(({ message, line, column, where }) => (
        <li key={`${where}:${line}:${column}:${message}`}>
          <UnstyledButton
            className={classes.problem}
            onClick={() => where === 'source' && onJump({ line, column })}
          >
            <strong>
              {places[where]}, line {line}, column {column}:
            </strong>{' '}
            {message}
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
