import { Button, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';

/** Ways to a login elsewhere that asks for proof, each in a tab of its own: what is being done here stays as it is. */
export function ProviderLinks({ providers }: { providers: readonly { id: string; label: string }[] }) {
  return (
    <>
      {providers.map(({ id, label }) => (
        <Button
          key={id}
          component="a"
          href={`/confirm-with/${id}`}
          target="_blank"
          rel="noopener"
          size="md"
          rightSection={<IconExternalLink size={16} aria-hidden />}
        >
          Confirm with {label}
        </Button>
      ))}
      <Text size="sm" c="dimmed">
        It opens in another tab and asks you to log in there once more. This goes on by itself afterwards.
      </Text>
    </>
  );
}
