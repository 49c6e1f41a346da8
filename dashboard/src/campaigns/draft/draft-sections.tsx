import { listLists } from '#server/audience/contract.ts';
import type { getChecks } from '#server/campaigns/contract.ts';
import type { CallResult } from '#server/platform/http/contract.ts';
import { useCall } from '../../api/index.ts';
import type { SendButtonProps } from '../approval/send-button.tsx';
import { ContentSection, kindWords } from './content-section.tsx';
import classes from './draft-page.module.css';
import { FromSection } from './from-section.tsx';
import { ScheduleSection } from './schedule-section.tsx';
import { Section, type SectionId } from './section.tsx';
import { SubjectSection } from './subject-section.tsx';
import { ToSection } from './to-section.tsx';
import type { Draft } from './use-draft.ts';

interface DraftSectionsProps {
  draft: Draft;
  open: SectionId | undefined;
  setOpen: (section: SectionId | undefined) => void;
  checks: CallResult<typeof getChecks>['items'];
  canSend: boolean;
  next: SendButtonProps;
}

export function DraftSections({ draft, open, setOpen, checks, canSend, next }: DraftSectionsProps) {
  const { value } = draft;
  const lists = useCall(listLists);
  const names = lists.data?.items.filter(({ id }) => value.includeLists.includes(id)).map(({ name }) => name);
  const broken = new Set(checks.filter(({ severity }) => severity === 'error').map(({ section }) => section));
  const part = (id: SectionId) => ({
    id,
    open: open === id,
    onToggle: () => setOpen(open === id ? undefined : id),
  });
  return (
    <div className={classes.sections}>
      <Section
        {...part('from')}
        title="From"
        complete={value.fromEmail !== '' && !broken.has('from')}
        summary={value.fromEmail ? `${value.fromName} <${value.fromEmail}>` : 'Who is it from?'}
      >
        <FromSection draft={draft} />
      </Section>
      <Section
        {...part('to')}
        title="To"
        complete={value.includeLists.length > 0 && !broken.has('to')}
        summary={names?.length ? names.join(', ') : 'Who gets it?'}
      >
        <ToSection draft={draft} />
      </Section>
      <Section
        {...part('subject')}
        title="Subject"
        complete={value.subject !== '' && !broken.has('subject')}
        summary={value.subject || 'What is it about?'}
      >
        <SubjectSection draft={draft} />
      </Section>
      <Section
        {...part('content')}
        title="Content"
        complete={value.content.source !== '' && !broken.has('content')}
        summary={value.content.source ? `Written as ${kindWords[value.content.kind]}` : 'Nothing written yet'}
      >
        <ContentSection draft={draft} />
      </Section>
      <Section
        {...part('schedule')}
        title="Schedule"
        complete={canSend}
        pending="After the rest"
        summary="Now, or at a time you choose"
      >
        <ScheduleSection draft={draft} blocked={!canSend} next={next} />
      </Section>
    </div>
  );
}
