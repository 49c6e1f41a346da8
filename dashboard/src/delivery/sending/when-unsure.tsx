import { Group, Radio, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { changeAccount, type WhenUnsure } from '#server/accounts/contract.ts';
import { useMay } from '../../accounts/if-may.tsx';
import { useChange } from '../../api/index.ts';
import { useSession } from '../../sign-in/use-session.ts';
import { Card } from '../../ui/card.tsx';
import { Editable } from '../../ui/editable.tsx';
import { FormFailure } from '../../ui/form-failure.tsx';
import { SaveButton } from '../../ui/save-button.tsx';

/** What becomes of a message whose fate nobody knows: left for a person to look at, or sent again by itself. */
export function WhenUnsureCard() {
  const { account } = useSession();
  const may = useMay();
  const [chosen, choose] = useState<WhenUnsure>(account.whenUnsure);
  const change = useChange(changeAccount, { refresh: ['/api/account', '/api/session'] });
  const save = () =>
    change.mutate(
      { body: { whenUnsure: chosen } },
      { onSuccess: () => notifications.show({ message: 'Settings saved.' }) },
    );
  return (
    <Card title="When nobody knows whether a message arrived" id="when-unsure">
      <Stack>
        <Text c="dimmed" maw={620}>
          A connection can be lost just after a message was handed over, before the mail server says yes or
          no. Your choice holds for campaigns sent from now on; those on their way keep theirs.
        </Text>
        <Editable when={may(changeAccount)}>
          <Radio.Group
            label="What becomes of it"
            value={chosen}
            onChange={(value) => choose(value as WhenUnsure)}
          >
            <Stack gap="sm" mt="xs">
              <Radio
                value="keep"
                label="Leave it and show it to me"
                description="Nobody gets it twice. The campaign lists such messages, and you can send them again."
              />
              <Radio
                value="resend"
                label="Send it again by itself"
                description="At most three times, and not once it was opened. Somebody may get it twice. It keeps its Message-ID, so some mailboxes keep only one."
              />
            </Stack>
          </Radio.Group>
        </Editable>
        <FormFailure error={change.error} />
        {may(changeAccount) && (
          <Group>
            <SaveButton isChanged={chosen !== account.whenUnsure} isSaving={change.isPending} onSave={save} />
          </Group>
        )}
      </Stack>
    </Card>
  );
}
