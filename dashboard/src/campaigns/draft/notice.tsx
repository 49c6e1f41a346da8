import { Alert } from '@mantine/core';

/** Why the product itself changed the campaign's state. */
export function Notice({ text }: { text: string | null }) {
  if (!text) return null;
  return (
    <Alert color="yellow" mb="lg">
      {text}
    </Alert>
  );
}
