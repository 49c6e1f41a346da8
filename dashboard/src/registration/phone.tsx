import { TextInput, type TextInputProps } from '@mantine/core';

/** The telephone number of who opens an account, and why it is asked for. */
export const Phone = (input: TextInputProps) => (
  <TextInput
    label="Phone"
    type="tel"
    description="With the country in front. For what cannot wait for a mail."
    autoComplete="tel"
    required
    {...input}
  />
);
