import { List, Stack, Text } from '@mantine/core';
import { CopyField } from '../ui/copy-field.tsx';

/** How mail gets to leave this machine. The address of the server is a setting of the install, not of an account. */
export function ConnectMailServer() {
  return (
    <Stack gap="md">
      <Text>
        Until a mail server is connected, everything you send lands in the sandbox, where you can read it as
        your readers would. To let it out, start Mail Minion with the address of a server that accepts your
        mail:
      </Text>
      <CopyField
        label="With encryption from the start (port 465)"
        value="SMTP_URL='smtps://user:password@smtp.example.com:465' npm start"
      />
      <CopyField
        label="With STARTTLS (port 587)"
        value="SMTP_URL='smtp://user:password@smtp.example.com:587' npm start"
      />
      <List size="sm" spacing={6}>
        <List.Item>
          Your mail provider’s help page names the server, the port, the user and the password.
        </List.Item>
        <List.Item>
          Letters such as <code>@</code> or <code>/</code> in the password are written as <code>%40</code> and{' '}
          <code>%2F</code>.
        </List.Item>
        <List.Item>
          After the restart, “Check connection” under Settings, Sending tells you in words whether it works.
        </List.Item>
        <List.Item>
          Nothing that lies in the sandbox now will be sent later; it stays there to be read.
        </List.Item>
      </List>
    </Stack>
  );
}
