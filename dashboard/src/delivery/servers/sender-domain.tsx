import { TextInput, type TextInputProps } from '@mantine/core';
import { useSession } from '../../sign-in/use-session.ts';

/** The domain this account sends from as a rule; empty before it has a sender. */
export const useOwnDomain = (): string => useSession().account.defaultFromEmail.split('@')[1] ?? '';

/** Asks for a sending domain, first thing in a dialog. */
export const SenderDomain = (props: TextInputProps) => (
  <TextInput
    label="Domain"
    description="What stands after the @ of your sender."
    data-autofocus
    required
    {...props}
  />
);
