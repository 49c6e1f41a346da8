import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { type Campaign, getChecks } from '#server/campaigns/contract.ts';
import { useCall } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { Page } from '../../ui/page.tsx';
import { AskDialog } from '../approval/ask-dialog.tsx';
import { DraftApproval } from '../approval/draft-approval.tsx';
import { isReady, nextStep, SendButton } from '../approval/send-button.tsx';
import { CampaignMenu } from '../campaign-menu.tsx';
import { CampaignName } from '../campaign-name.tsx';
import { ChecksPanel } from './checks-panel.tsx';
import classes from './draft-page.module.css';
import { DraftSections } from './draft-sections.tsx';
import { Leaving } from './leaving.tsx';
import { Notice } from './notice.tsx';
import { SaveNote, SaveTrouble } from './save-note.tsx';
import type { SectionId } from './section.tsx';
import { SendDialog } from './send-dialog.tsx';
import { TestDialog } from './test-dialog.tsx';
import { useDraft } from './use-draft.ts';

/** A campaign being written: five parts in any order, and the checks beside them. */
export function DraftPage({ campaign }: { campaign: Campaign }) {
  const draft = useDraft(campaign);
  const { value } = draft;
  const checks = useCall(getChecks, { params: { id: campaign.id } }, { keep: true });
  const [open, setOpen] = useOpenSection(campaign);
  const [test, { open: openTest, close: closeTest }] = useDisclosure();
  const [send, { open: openSend, close: closeSend }] = useDisclosure();
  const [asking, { open: openAsk, close: closeAsk }] = useDisclosure();
  const navigate = useNavigate();
  const review = async () => {
    if ((await draft.save()) && (await checks.refetch()).data?.canSend) openSend();
  };
  const ask = async () => {
    if ((await draft.save()) && isReady((await checks.refetch()).data)) openAsk();
  };
  const items = checks.data?.items ?? [];
  const next = {
    campaignId: campaign.id,
    step: nextStep(campaign),
    ready: isReady(checks.data),
    onAsk: ask,
    onSend: review,
  };
  return (
    <Page
      title={value.name}
      heading={<CampaignName name={value.name} onRename={(name) => draft.change({ name })} />}
      crumbs={[{ label: 'Campaigns', to: '/campaigns' }]}
      width="wide"
      actions={
        <>
          <SaveNote draft={draft} />
          <Button variant="default" onClick={openTest}>
            Send a test
          </Button>
          <SendButton {...next} />
          <CampaignMenu campaign={value} />
        </>
      }
    >
      <Notice text={value.notice} />
      <DraftApproval campaign={campaign} />
      <SaveTrouble draft={draft} />
      <Leaving draft={draft} />
      <div className={classes.columns}>
        <DraftSections
          draft={draft}
          open={open}
          setOpen={setOpen}
          checks={items}
          next={next}
          canSend={checks.data?.canSend === true}
        />
        <aside className={classes.side} aria-label="Checks">
          <Card title="Checks">
            <ChecksPanel
              checks={checks.data}
              error={checks.error}
              stale={checks.isFetching}
              onJump={({ id, section, line, column }) => {
                if (id === 'second-factor') return void navigate({ to: '/settings/second-factors' });
                if (section === 'approval') return setOpen('schedule');
                if (section !== 'content' || line === undefined) return setOpen(section);
                const search = { line: String(line), column: String(column ?? 1) };
                void navigate({ to: '/campaigns/$id/content', params: { id: campaign.id }, search });
              }}
            />
          </Card>
        </aside>
      </div>
      <TestDialog draft={draft} opened={test} onClose={closeTest} />
      <AskDialog draft={draft} opened={asking} onClose={closeAsk} />
      <SendDialog
        draft={draft}
        recipients={checks.data?.recipients ?? 0}
        warnings={items.filter(({ severity }) => severity === 'warning').length}
        opened={send}
        onClose={closeSend}
      />
    </Page>
  );
}

/** Which part is open: the address's #part, else the first that lacks something, then whatever was pressed. */
function useOpenSection(campaign: Campaign) {
  const { hash } = useLocation();
  const [open, setOpen] = useState<SectionId | undefined>((hash as SectionId) || firstToDo(campaign));
  const show = (section: SectionId | undefined) => {
    setOpen(section);
    if (!section) return;
    requestAnimationFrame(() => {
      const part = document.getElementById(section);
      part?.scrollIntoView({ block: 'nearest' });
      part?.querySelector<HTMLElement>('button[aria-expanded]')?.focus({ preventScroll: true });
    });
  };
  useEffect(() => {
    if (hash) setOpen(hash as SectionId);
  }, [hash]);
  return [open, show] as const;
}

function firstToDo({ fromEmail, includeLists, subject, content }: Campaign): SectionId {
  if (fromEmail === '') return 'from';
  if (includeLists.length === 0) return 'to';
  if (subject === '') return 'subject';
  return content.source === '' ? 'content' : 'schedule';
}
