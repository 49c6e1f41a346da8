import { Button, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Door } from '../sign-in/door.tsx';

/** What is said after registering: the same whether the address was new or not. */
export function LookIntoMail({ address }: { address: string }) {
  return (
    <Door title="Look into your mail" lead={<>We have written to {address}.</>}>
      <Stack>
        <Text>
          Open the link in that mail to confirm the address. It can be used for three days. If nothing comes
          within a few minutes, look under spam.
        </Text>
        <Text c="dimmed">
          You need not wait: log in, bring your contacts and write. Only sending waits until the address is
          confirmed.
        </Text>
        <Button size="md" renderRoot={(props) => <Link to="/login" search={{}} {...props} />}>
          Log in
        </Button>
      </Stack>
    </Door>
  );
}
