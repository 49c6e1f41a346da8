import { Text, VisuallyHidden } from '@mantine/core';
import type { Approval, ChangedLine, ChangedPart, OutgoingPart } from '#server/campaigns/contract.ts';
import { Card } from '../../ui/card.tsx';
import { Ago } from '../../ui/time.tsx';
import classes from './approval.module.css';

const titles: Record<OutgoingPart, string> = {
  name: 'Name of the campaign',
  fromName: 'Sender’s name',
  fromEmail: 'Sender’s address',
  replyTo: 'Reply address',
  subject: 'Subject',
  preheader: 'Preview line',
  content: 'Content',
  includeLists: 'Sent to',
  excludeLists: 'But not to',
  trackOpens: 'Opens are counted',
  trackClicks: 'Clicks are counted',
  accountName: 'Name of the account',
  postalAddress: 'Postal address',
};

/** What is different from what was looked at before, part by part. */
export function Changes({ changes }: { changes: Approval['changes'] }) {
  if (!changes) return null;
  return (
    <Card title="What changed since">
      <Text c="dimmed" mb="sm">
        It was looked at before, <Ago at={changes.since} />.{' '}
        {changes.parts.length === 0 && 'Nothing that goes out has changed.'}
      </Text>
      {changes.parts.map((part) => (
        <PartChange key={part.part} change={part} />
      ))}
    </Card>
  );
}

function PartChange({ change: { part, before, after, lines } }: { change: ChangedPart }) {
  return (
    <div className={classes.change}>
      <Text fw={600}>{titles[part]}</Text>
      {part !== 'content' && (
        <>
          <del>
            <VisuallyHidden>before: </VisuallyHidden>
            {before || 'nothing'}
          </del>
          <ins>
            <VisuallyHidden>now: </VisuallyHidden>
            {after || 'nothing'}
          </ins>
        </>
      )}
      {part === 'content' && lines === null && <Text c="dimmed">It was written anew.</Text>}
      {lines && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className={classes.lines} aria-label="Changed lines of the source" tabIndex={0}>
          {lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name and never move
            <Line key={at} {...line} />
          ))}
        </section>
      )}
    </div>
  );
}

function Line({ kind, text }: ChangedLine) {
  if (kind === 'gap') return <span data-gap>{text}</span>;
  if (kind === 'same') return <span>{text}</span>;
  const Tag = kind === 'added' ? 'ins' : 'del';
  return (
    <Tag>
      <VisuallyHidden>{kind}: </VisuallyHidden>
      {text}
    </Tag>
  );
}
