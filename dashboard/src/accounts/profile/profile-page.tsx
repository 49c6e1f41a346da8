import { Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { changeProfile, getProfile, type Profile } from '#server/accounts/contract.ts';
import { useCall, useChange } from '../../api/index.ts';
import { FormSection } from '../../ui/form-section.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Moment } from '../../ui/time.tsx';
import { SettingsForm } from '../settings-form.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { FreeDetails } from './free-details.tsx';

export function ProfilePage() {
  const profile = useCall(getProfile);
  return (
    <SettingsPage title="Profile">
      <Loaded query={profile}>{(profile) => <ProfileForm profile={profile} />}</Loaded>
    </SettingsPage>
  );
}

function ProfileForm({ profile }: { profile: Profile }) {
  const change = useChange(changeProfile, { refresh: ['/api/profile', '/api/session'] });
  const form = useForm({
    mode: 'controlled',
    initialValues: {
      name: profile.name,
      phone: profile.phone,
      occupation: profile.occupation ?? '',
      gender: profile.gender ?? '',
      ageGroup: profile.ageGroup,
    },
  });
  return (
    <SettingsForm
      form={form}
      change={change}
      onSave={(body) => change.mutateAsync({ body })}
      saved="Profile saved."
    >
      <FormSection
        title="You"
        help="Your name is seen by the others of your accounts; the phone number is not."
      >
        <TextInput label="Name" autoComplete="name" required {...form.getInputProps('name')} />
        <TextInput label="Phone" type="tel" autoComplete="tel" {...form.getInputProps('phone')} />
      </FormSection>
      <FormSection
        title="Only if you like"
        help="Seen by nobody in your accounts. Empty a field to remove what it says."
      >
        <FreeDetails inputOf={(name) => form.getInputProps(name)} />
      </FormSection>
      {profile.registration && (
        <FormSection title="Registration" help="Kept to be able to show who opened the account.">
          <Text size="sm">
            <Moment at={profile.registration.at} /> from {profile.registration.ip}
          </Text>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {profile.registration.userAgent || 'The browser did not say what it is.'}
          </Text>
        </FormSection>
      )}
    </SettingsForm>
  );
}
