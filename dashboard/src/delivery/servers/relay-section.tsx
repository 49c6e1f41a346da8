import { Checkbox, NumberInput, PasswordInput, Select, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SendingServer, SmtpSettings } from '#server/delivery/contract.ts';
import { FormSection } from '../../ui/form-section.tsx';
import { leadsElsewhere } from './draft.ts';
import classes from './form.module.css';
import { PRESET_PORT, presetOf, presets } from './presets.ts';
import type { ServerFormApi } from './server-form.tsx';

const OTHER = 'other';

/** Host, login and encryption of a relay, with the facts of well-known providers filled in. */
export function RelaySection({ form, kept }: { form: ServerFormApi; kept: SendingServer | undefined }) {
  const { smtp, name } = form.values;
  const preset = presetOf(smtp.host);
  const [chosen, setChosen] = useState(preset?.id ?? OTHER);
  const choose = (id: string | null) => {
    setChosen(id ?? OTHER);
    const picked = presets.find((preset) => preset.id === id);
    if (!picked) return;
    form.setFieldValue('smtp', {
      ...smtp,
      host: picked.host,
      port: PRESET_PORT,
      encryption: 'starttls',
      user: picked.user ?? '',
    });
    if (name === '' || presets.some((preset) => preset.name === name))
      form.setFieldValue('name', picked.name);
  };
  const hint = presets.find(({ id }) => id === chosen)?.hint;
  return (
    <FormSection
      title="Connection"
      help="Host, port, user name and password stand on your provider’s page about SMTP."
    >
      <Select
        label="Provider"
        allowDeselect={false}
        searchable
        data={[
          { value: OTHER, label: 'Another provider, or a server of your own' },
          ...presets.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={chosen}
        onChange={choose}
      />
      {hint && (
        <Text size="sm" c="dimmed" className={classes.hint}>
          {hint}
        </Text>
      )}
      <TextInput
        label="Name"
        description="For you and your colleagues."
        required
        {...form.getInputProps('name')}
      />
      <div className={classes.pair}>
        <TextInput
          label="Host"
          placeholder="smtp.example.com"
          required
          autoCapitalize="none"
          spellCheck={false}
          {...form.getInputProps('smtp.host')}
        />
        <NumberInput
          label="Port"
          required
          hideControls
          allowDecimal={false}
          allowNegative={false}
          {...form.getInputProps('smtp.port')}
        />
      </div>
      <Select
        label="Encryption"
        allowDeselect={false}
        data={encryptions}
        description={encryptionHelp[smtp.encryption]}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        {...form.getInputProps('smtp.encryption')}
        onChange={(value) => {
          const encryption = value as SmtpSettings['encryption'];
          form.setFieldValue('smtp', { ...smtp, encryption, port: portFor(encryption, smtp.port) });
        }}
      />
      <Login form={form} kept={kept} />
      <Uncommon form={form} />
    </FormSection>
  );
}

const encryptions: { value: SmtpSettings['encryption']; label: string }[] = [
  { value: 'starttls', label: 'STARTTLS, required' },
  { value: 'tls', label: 'TLS from the start' },
  { value: 'starttls_if_offered', label: 'STARTTLS, if the server offers it' },
  { value: 'none', label: 'None' },
];

const encryptionHelp: Record<SmtpSettings['encryption'], string> = {
  starttls: 'Usual on port 587. Without encryption nothing is handed over.',
  tls: 'Usual on port 465.',
  starttls_if_offered:
    'Somebody in between can take the offer away and read along. For servers of your own network.',
  none: 'Password and mail can be read on the way. Only for a server on this very machine.',
};

/** The usual port follows the encryption, unless somebody chose another one. */
function portFor(encryption: SmtpSettings['encryption'], port: number | ''): number | '' {
  if (encryption === 'tls' && port === 587) return 465;
  return encryption === 'starttls' && port === 465 ? 587 : port;
}

function Login({ form, kept }: { form: ServerFormApi; kept: SendingServer | undefined }) {
  const { login } = form.values.smtp;
  const keeping = !kept?.hasSecret
    ? 'nothing'
    : leadsElsewhere(kept.smtp, form.values)
      ? 'elsewhere'
      : 'kept';
  return (
    <>
      <TextInput
        label="User name"
        description="Leave it empty when the server asks for no login."
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        {...form.getInputProps('smtp.user')}
      />
      <PasswordInput
        label={login === 'xoauth2' ? 'Access token' : 'Password'}
        description={passwordHelp[keeping]}
        placeholder={keeping === 'kept' ? 'Saved' : undefined}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': 'Show what you type' }}
        {...form.getInputProps('secret')}
      />
    </>
  );
}

const passwordHelp = {
  nothing: 'Kept encrypted, and never shown again.',
  kept: 'Saved, and never shown again. Leave it empty to keep it; type to replace it.',
  elsewhere: 'Enter it once more: a saved password is given only to the server it was entered for.',
};

/** What hardly anybody needs. */
function Uncommon({ form }: { form: ServerFormApi }) {
  const { login, verifyCertificate, ehloName } = form.values.smtp;
  return (
    <details
      className={classes.uncommon}
      open={
        login !== 'password' ||
        !verifyCertificate ||
        ehloName !== '' ||
        'smtp.ehloName' in form.errors ||
        undefined
      }
    >
      <summary>Uncommon settings</summary>
      <div className={classes.stack}>
        <Checkbox
          label="Log in with an OAuth 2 access token (XOAUTH2)"
          description="In place of a password. Tokens run out: put in a new one in time."
          checked={login === 'xoauth2'}
          onChange={(event) =>
            form.setFieldValue('smtp.login', event.currentTarget.checked ? 'xoauth2' : 'password')
          }
        />
        <Checkbox
          label="Accept a certificate that nobody vouches for"
          description="Only for a server of your own that signed its certificate itself."
          checked={!verifyCertificate}
          onChange={(event) => form.setFieldValue('smtp.verifyCertificate', !event.currentTarget.checked)}
        />
        <TextInput
          label="Name given in EHLO"
          description="Empty: the name of this machine."
          placeholder="mail.example.com"
          {...form.getInputProps('smtp.ehloName')}
        />
      </div>
    </details>
  );
}
