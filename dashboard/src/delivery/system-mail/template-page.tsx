import { useParams } from '@tanstack/react-router';
import { getSystemMailTemplate } from '#server/delivery/contract.ts';
import { useCall } from '../../api/index.ts';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { TemplateEditor } from './template-editor.tsx';

/** One mail of the install: what it says, and how it looks with sample values. */
export function TemplatePage() {
  const { kind } = useParams({ from: '/console/operator/system-mail/$kind' });
  const template = useCall(getSystemMailTemplate, { params: { kind } });
  return (
    <Page
      title={template.data?.title ?? 'System mail'}
      lead={template.data?.when}
      width="wide"
      crumbs={[
        { label: 'Console', to: '/operator' },
        { label: 'System mail', to: '/operator/system-mail' },
      ]}
    >
      <Loaded query={template}>
        {/* Other words, from here or elsewhere: the form begins anew with them. */}
        {(template) => <TemplateEditor key={template.changedAt ?? 'original'} template={template} />}
      </Loaded>
    </Page>
  );
}
