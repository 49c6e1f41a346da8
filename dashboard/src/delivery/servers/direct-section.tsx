import { Checkbox, TagsInput, TextInput } from '@mantine/core';
import { FormSection } from '../../ui/form-section.tsx';
import classes from './form.module.css';
import { kindWords } from './kinds.tsx';
import type { ServerFormApi } from './server-form.tsx';

/** How this machine introduces itself when it delivers by itself. */
export function DirectSection({ form }: { form: ServerFormApi }) {
  return (
    <FormSection
      title="Delivery"
      help={
        <>
          What must be true before receivers trust this machine:
          <ul className={classes.needs}>
            {kindWords.mx.needs?.map((need) => (
              <li key={need}>{need}</li>
            ))}
          </ul>
        </>
      }
    >
      <TextInput
        label="Name"
        description="For you and your colleagues."
        required
        {...form.getInputProps('name')}
      />
      <TextInput
        label="Name of this machine"
        description="Given in EHLO. It must lead to the address mail leaves from, and that address back to it: many receivers refuse mail otherwise."
        placeholder="mail.example.com"
        autoCapitalize="none"
        spellCheck={false}
        {...form.getInputProps('mx.ehloName')}
      />
      <TagsInput
        label="Addresses mail leaves from"
        description="IP addresses of this machine. Empty lets the machine choose."
        splitChars={[',', ' ', ';']}
        acceptValueOnBlur
        {...form.getInputProps('mx.localAddresses')}
      />
      <Checkbox
        label="Keep to MTA-STS"
        description="Receivers that publish such a policy get mail over connections that are encrypted and proven to be theirs."
        {...form.getInputProps('mx.mtaSts', { type: 'checkbox' })}
      />
      <Checkbox
        label="Deliver over encrypted connections alone"
        description="Mail to receivers that offer no encryption then fails."
        {...form.getInputProps('mx.requireTls', { type: 'checkbox' })}
      />
    </FormSection>
  );
}
