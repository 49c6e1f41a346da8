import { useParams } from '@tanstack/react-router';
import { getSystemMailTemplate } from '#server/delivery/contract.ts';
import { useCall } from '../../api/index.ts';
import { useStaff } from '../../operator/use-staff.ts';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { TemplateEditor } from './template-editor.tsx';
import { TemplateWords } from './template-words.tsx';

/** One mail of the install: admins change what it says, other staff read it. */
export function TemplatePage() {
  const { kind } = useParams({ from: '/console/operator/system-mail/$kind' });
  const { may } = useStaff();
  const template = useCall(getSystemMailTemplate, { params: { kind } });
  return (
    <Page
      title={template.data?.title ?? 'System mail'}
      lead={template.data?.when}
      width="wide"
      crumbs={[{ label: 'System mail', to: '/operator/system-mail' }]}
    >
      <Loaded query={template}>
        {(template) =>
          may('operator:manage') ? (
            <TemplateEditor key={template.kind} template={template} />
          ) : (
            <TemplateWords template={template} />
          )
        }
      </Loaded>
    </Page>
  );
}
