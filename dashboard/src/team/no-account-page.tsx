import { Alert, Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { getSession } from '#server/sign-in/contract.ts';
import { listMyAccounts } from '#server/team/contract.ts';
import { useCall } from '../api/index.ts';
import { Door } from '../sign-in/door.tsx';
import { useLogOut } from '../sign-in/use-log-out.ts';
import { Loaded } from '../ui/states.tsx';
import { switchAccount } from './switch-account.ts';

/** For somebody who is logged in and belongs to no account, or to others than the one that was left. */
export function NoAccountPage() {
  const session = useCall(getSession);
  const mine = useCall(listMyAccounts);
  const leave = useLogOut();
  return (
    <Door
      title="You belong to no account"
      lead={
        <>
          You are logged in as {session.data?.user.email ?? '…'}. You left the account you worked in, or
          somebody there removed you.
        </>
      }
    >
      <Loaded query={mine} skeleton={null}>
        {({ items }) => (
          <Stack>
            {items.map(({ id, name }) => (
              <EnterButton key={id} id={id} name={name} />
            ))}
            {items.length === 0 && (
              <Text>
                Ask somebody who manages the account to invite you at this address. The link in that mail lets
                you in.
              </Text>
            )}
            <Button variant="default" onClick={leave}>
              Log out
            </Button>
          </Stack>
        )}
      </Loaded>
    </Door>
  );
}

function EnterButton({ id, name }: { id: string; name: string }) {
  const [failure, setFailure] = useState<string>();
  const enter = () => switchAccount(id).catch((error: Error) => setFailure(error.message));
  return (
    <>
      <Button onClick={enter}>Open {name}</Button>
      {failure && <Alert color="red">{failure}</Alert>}
    </>
  );
}
