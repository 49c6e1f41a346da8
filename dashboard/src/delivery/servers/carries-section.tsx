import { Checkbox, Stack, TagsInput } from '@mantine/core';
import { useSession } from '../../sign-in/use-session.ts';
import { FormSection } from '../../ui/form-section.tsx';
import { useOwnDomain } from './sender-domain.tsx';
import type { ServerFormApi } from './server-form.tsx';

/** Which mail goes over the server. */
export function CarriesSection({ form }: { form: ServerFormApi }) {
  const { user } = useSession();
  const domain = useOwnDomain() || 'example.com';
  return (
    <FormSection
      title="What goes over it"
      help="A mail takes the first server in your order that fits. Many keep their campaigns and their receipts on separate servers, so that one cannot harm the other."
    >
      <Checkbox.Group label="Kinds of mail" {...form.getInputProps('streams')}>
        <Stack gap="sm" mt="xs">
          <Checkbox value="marketing" label="Campaigns" description="Newsletters and offers, to lists." />
          <Checkbox
            value="transactional"
            label="Transactional mail"
            description="What one person waits for: receipts, passwords, confirmations."
          />
        </Stack>
      </Checkbox.Group>
      <TagsInput
        label="Sender domains"
        description="Only mail from these domains and what is below them. Empty: any."
        placeholder={form.values.fromDomains.length === 0 ? domain : undefined}
        splitChars={[',', ' ', ';']}
        acceptValueOnBlur
        {...form.getInputProps('fromDomains')}
      />
      {user.staffRole === 'admin' && (
        <Checkbox
          label="Offer it to all accounts of this install"
          description="They see its name and whether it works, and nothing else. Their own servers go first."
          {...form.getInputProps('shared', { type: 'checkbox' })}
        />
      )}
    </FormSection>
  );
}
