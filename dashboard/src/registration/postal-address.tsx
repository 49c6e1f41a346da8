import { Textarea, type TextareaProps } from '@mantine/core';

/** The address that stands at the foot of every campaign, and why it is asked for. */
export const PostalAddress = (input: TextareaProps) => (
  <Textarea
    label="Postal address"
    description="It stands at the foot of every campaign. The law in most countries asks that readers can write to you."
    autoComplete="street-address"
    autosize
    minRows={2}
    required
    {...input}
  />
);
