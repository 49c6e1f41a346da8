import { Modal, Stack, Text } from '@mantine/core';
import { sendCampaign } from '#server/campaigns/contract.ts';
import { useChange } from '../../api/index.ts';
import { SendAgainAfter } from '../../registration/send-again.tsx';
import { useSession } from '../../sign-in/use-session.ts';
import { FormFailure } from '../../ui/form-failure.tsx';
import { formatCount, plural } from '../../ui/format.ts';
import { HoldButton } from './hold-button.tsx';
import classes from './send-dialog.module.css';
import type { Draft } from './use-draft.ts';
import { useRenderedWords } from './use-rendered-words.ts';

interface SendDialogProps {
  draft: Draft;
  recipients: number;
  warnings: number;
  opened: boolean;
  onClose: () => void;
}

/** The last look before it goes: to how many, from whom, with which subject. */
export function SendDialog({ opened, onClose, ...rest }: SendDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Ready to send?">
      {opened && <Review {...rest} />}
    </Modal>
  );
}

function Review({ draft, recipients, warnings }: Omit<SendDialogProps, 'opened' | 'onClose'>) {
  const { mailRoute } = useSession();
  const { value } = draft;
  const rendered = useRenderedWords(value);
  const send = useChange(sendCampaign, { refresh: ['/api/campaigns', '/api/home'] });
  const confirm = async () => {
    const saved = await draft.save();
    if (saved) send.mutate({ params: { id: saved.id }, body: { revision: saved.revision } });
  };
  return (
    <Stack gap="md">
      <div>
        <p className={classes.number}>{formatCount(recipients)}</p>
        <Text c="dimmed">{recipients === 1 ? 'person will get it' : 'people will get it'}</Text>
      </div>
      <dl className={classes.facts}>
        <div>
          <dt>From</dt>
          <dd>
            {value.fromName} &lt;{value.fromEmail}&gt;
          </dd>
        </div>
        <div>
          <dt>Subject</dt>
          <dd>{rendered.subject}</dd>
        </div>
      </dl>
      <Text size="sm" c="dimmed">
        {mailRoute === 'sandbox'
          ? 'It goes to the sandbox: nobody is mailed, and you can read every copy.'
          : 'You can pause or stop it while it goes out; what has left cannot be called back.'}
        {warnings > 0 &&
          ` ${plural(warnings, 'warning of the checks still stands', 'warnings of the checks still stand')}.`}
      </Text>
      <FormFailure error={send.error} />
      <SendAgainAfter error={send.error} />
      <div>
        <HoldButton loading={send.isPending} onConfirm={confirm}>
          {`Hold to send to ${plural(recipients, 'person', 'people')}`}
        </HoldButton>
      </div>
    </Stack>
  );
}
