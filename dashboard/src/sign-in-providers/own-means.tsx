import { Button, Text } from '@mantine/core';
import { useLogOut } from '../sign-in/use-log-out.ts';
import { Card } from '../ui/card.tsx';

/** In place of what manages a person's login, in a session that their organisation's sign-in opened. */
export function OwnMeans() {
  const logOut = useLogOut();
  return (
    <Card
      title="You came in through your organisation"
      aside={
        <Button variant="default" onClick={logOut}>
          Log out
        </Button>
      }
    >
      <Text c="dimmed">
        Its sign-in opens this account alone. To see or change how you log in yourself, log out and come in
        with a means of your own: your password, a passkey, or a linked login.
      </Text>
    </Card>
  );
}
