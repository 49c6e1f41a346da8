import { Button, Loader, SegmentedControl } from '@mantine/core';
import { useDebouncedValue, useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link, Navigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { type Campaign, changeCampaign, getCampaign, previewCampaign } from '#server/campaigns/contract.ts';
import type { Content } from '#server/content/contract.ts';
import { useMay } from '../../accounts/if-may.tsx';
import { useCall } from '../../api/index.ts';
import { useDocumentTitle } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Leaving } from '../draft/leaving.tsx';
import { useMergeFields } from '../draft/merge-tags.ts';
import { SaveNote, SaveTrouble } from '../draft/save-note.tsx';
import { TestDialog } from '../draft/test-dialog.tsx';
import { useDraft } from '../draft/use-draft.ts';
import classes from './editor.module.css';
import { KindSwitch } from './kind-switch.tsx';
import { PreviewPane } from './preview-pane.tsx';
import { ProblemList } from './problem-list.tsx';
import { TextPart } from './text-part.tsx';

const SourceEditor = lazy(() => import('./source-editor.tsx'));

export function EditorPage() {
  const { id } = useParams({ from: '/app/campaigns/$id/content' });
  const may = useMay();
  const campaign = useCall(getCampaign, { params: { id } });
  return (
    <Loaded query={campaign}>
      {(campaign) =>
        campaign.state === 'draft' && may(changeCampaign) ? (
          <Editor key={id} campaign={campaign} />
        ) : (
          <Navigate to="/campaigns/$id" params={{ id }} replace />
        )
      }
    </Loaded>
  );
}

/** Source on the left, the true mail on the right; on phones one of both. Everything is saved by itself. */
function Editor({ campaign }: { campaign: Campaign }) {
  useDocumentTitle(`${campaign.name} · Content`);
  const draft = useDraft(campaign);
  const { content, subject, preheader } = draft.value;
  const narrow = useMediaQuery('(max-width: 62em)') ?? false;
  const [side, setSide] = useState<'write' | 'look'>('write');
  const [part, setPart] = useState<'html' | 'text'>('html');
  const [contactId, setContactId] = useState<string>();
  const [test, { open: openTest, close: closeTest }] = useDisclosure();
  const { line, column } = useSearch({ from: '/app/campaigns/$id/content' });
  const [jump, setJump] = useState(line ? { line: Number(line), column: Number(column ?? 1) } : undefined);
  const [body] = useDebouncedValue({ content, subject, preheader, ...(contactId ? { contactId } : {}) }, 350);
  const preview = useCall(previewCampaign, { params: { id: campaign.id }, body }, { keep: true });
  const { fields } = useMergeFields();
  const problems = preview.data?.problems ?? [];
  const write = (next: Content) => draft.change({ content: next });
  return (
    <div className={classes.editor}>
      <header className={classes.bar}>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconArrowLeft size={16} />}
          renderRoot={(props) => (
            <Link to="/campaigns/$id" params={{ id: campaign.id }} hash="content" {...props} />
          )}
        >
          Done
        </Button>
        <h1 className={classes.title}>{draft.value.name}</h1>
        <SaveNote draft={draft} />
        <Button variant="default" onClick={openTest}>
          Send a test
        </Button>
      </header>
      <div className={classes.trouble}>
        <SaveTrouble draft={draft} />
        <Leaving draft={draft} />
      </div>
      {narrow && (
        <SegmentedControl
          m="xs"
          aria-label="Write or look"
          value={side}
          onChange={(next) => setSide(next as 'write' | 'look')}
          data={[
            { value: 'write', label: 'Write' },
            { value: 'look', label: 'Look' },
          ]}
        />
      )}
      <div className={classes.panes}>
        {(!narrow || side === 'write') && (
          <section className={classes.pane} aria-label="Source">
            <div className={classes.tools}>
              <KindSwitch content={content} onChange={write} />
              {content.kind !== 'plain' && (
                <SegmentedControl
                  size="xs"
                  aria-label="Part of the mail"
                  value={part}
                  onChange={(next) => setPart(next as 'html' | 'text')}
                  data={[
                    { value: 'html', label: 'Email' },
                    { value: 'text', label: 'Text version' },
                  ]}
                />
              )}
            </div>
            {part === 'text' && content.kind !== 'plain' ? (
              <TextPart content={content} automatic={preview.data?.text ?? ''} onChange={write} />
            ) : (
              <Suspense fallback={<Loader m="xl" role="status" aria-label="Opening the editor" />}>
                <SourceEditor
                  kind={content.kind}
                  source={content.source}
                  onChange={(source) => write({ ...content, source })}
                  problems={problems.filter(({ where }) => where === 'source')}
                  fields={fields ?? noFields}
                  jump={jump}
                />
              </Suspense>
            )}
            <ProblemList problems={problems} onJump={setJump} />
          </section>
        )}
        {(!narrow || side === 'look') && (
          <PreviewPane preview={preview} contactId={contactId} onContact={setContactId} />
        )}
      </div>
      <TestDialog draft={draft} opened={test} onClose={closeTest} />
    </div>
  );
}

const noFields: { name: string; help: string }[] = [];
