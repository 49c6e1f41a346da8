import { List, Stack, Text } from '@mantine/core';
import { getMailRoute } from '#server/delivery/contract.ts';
import { useCall } from '../api/index.ts';
import { CopyField } from '../ui/copy-field.tsx';
import { Loaded } from '../ui/states.tsx';

/** How mail gets to leave this machine. The mail server is a setting of the install, not of an account. */
export function ConnectMailServer() {
  const route = useCall(getMailRoute);
  return (
    <Stack gap="md">
      <Text>
        Until a mail server is connected, everything you send lands in the sandbox, where you can read it as
        your readers would. What lies there now will not be sent later.
      </Text>
      <Loaded query={route} skeleton={null}>
        {({ howToConnect }) => (
          <List type="ordered" spacing={8}>
            {howToConnect.map((step) => (
              <List.Item key={step}>{step}</List.Item>
            ))}
          </List>
        )}
      </Loaded>
      <CopyField
        label="For example"
        value="SMTP_URL='smtps://user:password@smtp.example.com:465' npm start"
      />
    </Stack>
  );
}
