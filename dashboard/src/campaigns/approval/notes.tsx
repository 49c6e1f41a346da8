import { Text } from '@mantine/core';
import { type ApprovalNote, commentOnCampaign } from '#server/campaigns/contract.ts';
import { IfMay } from '../../accounts/if-may.tsx';
import { useChange } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { NoteForm } from '../../ui/note-form.tsx';
import { Ago } from '../../ui/time.tsx';
import classes from './approval.module.css';
import { refresh } from './use-waiting.ts';

const did: Record<ApprovalNote['kind'], string> = {
  asked: 'asked for approval',
  approved: 'approved it',
  sent_back: 'sent it back',
  withdrawn: 'withdrew the request',
  void: 'changed it, and what was asked or approved is void',
  comment: 'wrote',
};

/** What was said, and room to say more. Nothing of it is ever changed. */
export function Notes({ campaignId, notes }: { campaignId: string; notes: ApprovalNote[] }) {
  return (
    <Card title="What was said">
      {notes.length > 0 && (
        <ol className={classes.notes}>
          {notes.map((note) => (
            <li key={note.id}>
              <Text size="sm" c="dimmed">
                {whatHappened(note)} <Ago at={note.at} />
              </Text>
              {note.text && <p className={classes.said}>{note.text}</p>}
            </li>
          ))}
        </ol>
      )}
      <IfMay call={commentOnCampaign}>
        <CommentForm campaignId={campaignId} />
      </IfMay>
    </Card>
  );
}

function whatHappened({ kind, by }: ApprovalNote) {
  if (by === null) return 'What was asked or approved became void';
  return (
    <>
      <strong>{by.name ?? 'Somebody who has left'}</strong> {did[kind]}
    </>
  );
}

function CommentForm({ campaignId }: { campaignId: string }) {
  const write = useChange(commentOnCampaign, { refresh });
  return (
    <NoteForm
      label="Comment"
      description="Everybody who can see the campaign reads it. It stays as it is written."
      maxLength={4000}
      action="Comment"
      change={write}
      onWrite={(text, done) => write.mutate({ params: { id: campaignId }, body: { text } }, done)}
    />
  );
}
