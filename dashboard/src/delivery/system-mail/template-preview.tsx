import { Text } from '@mantine/core';
import type { previewSystemMail } from '#server/delivery/contract.ts';
import type { CallResult } from '#server/platform/http/contract.ts';
import { Card } from '../../ui/card.tsx';
import { MailPreview, MailViewSwitch, useLastGood, useMailView } from '../../ui/mail-preview.tsx';
import classes from './system-mail.module.css';

type Preview = CallResult<typeof previewSystemMail>;

interface TemplatePreviewProps {
  preview: { data: Preview | undefined; error: unknown; isFetching: boolean; refetch: () => unknown };
}

/** The mail with sample values. */
export function TemplatePreview({ preview }: TemplatePreviewProps) {
  const [view, setView] = useMailView();
  const good = useLastGood(preview.data, ({ html }) => html !== '');
  return (
    <div className={classes.shown}>
      <Card flush>
        <section aria-label="Preview" className={classes.preview}>
          <div className={classes.tools}>
            <Text className={classes.subject}>
              <Text span c="dimmed" size="sm">
                Subject{' '}
              </Text>
              <strong>{good?.subject}</strong>
            </Text>
            <MailViewSwitch value={view} onChange={setView} />
          </div>
          <MailPreview title="The mail with sample values" preview={preview} good={good} view={view} />
        </section>
      </Card>
    </div>
  );
}
