import { Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type Account, changeAccount, getAccount } from '#server/accounts/contract.ts';
import { useCall, useChange } from '../api/index.ts';
import { LeaveSection } from '../closing/leave-section.tsx';
import { FormSection } from '../ui/form-section.tsx';
import { Loaded } from '../ui/states.tsx';
import { ApprovalSetting } from './approval-setting.tsx';
import { useMay } from './if-may.tsx';
import { SettingsForm } from './settings-form.tsx';
import { SettingsPage } from './settings-page.tsx';
import { timeZones } from './time-zones.ts';

export function AccountSettings() {
  const account = useCall(getAccount);
  return (
    <SettingsPage title="Account">
      <Loaded query={account}>
        {(account) => (
          <Stack gap="xl">
            <AccountForm account={account} />
            <div>
              <ApprovalSetting account={account} />
              <LeaveSection />
            </div>
          </Stack>
        )}
      </Loaded>
    </SettingsPage>
  );
}

function AccountForm({ account }: { account: Account }) {
  const change = useChange(changeAccount, { refresh: ['/api/account', '/api/session'] });
  const { name, postalAddress, timeZone, defaultFromName, defaultFromEmail } = account;
  const form = useForm({
    mode: 'controlled',
    initialValues: { name, postalAddress, timeZone, defaultFromName, defaultFromEmail },
  });
  return (
    <SettingsForm
      form={form}
      change={change}
      onSave={(body) => change.mutateAsync({ body })}
      saved="Settings saved."
      readOnly={!useMay()(changeAccount)}
    >
      <FormSection
        title="Organisation"
        help="Name and address stand at the foot of every campaign; the law in most countries wants them there."
      >
        <TextInput label="Name" required {...form.getInputProps('name')} />
        <Textarea
          label="Postal address"
          required
          autosize
          minRows={2}
          {...form.getInputProps('postalAddress')}
        />
      </FormSection>
      <FormSection title="Sender" help="What a new campaign starts with. Each campaign may choose its own.">
        <TextInput label="Name shown to readers" {...form.getInputProps('defaultFromName')} />
        <TextInput
          label="Address"
          type="email"
          description="Replies come here unless a campaign says otherwise."
          {...form.getInputProps('defaultFromEmail')}
        />
      </FormSection>
      <FormSection title="Time" help="Schedules and reports use this zone, wherever you are.">
        <Select
          label="Time zone"
          data={timeZones}
          searchable
          limit={60}
          allowDeselect={false}
          {...form.getInputProps('timeZone')}
        />
      </FormSection>
    </SettingsForm>
  );
}
