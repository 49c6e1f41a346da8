import { Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useSession } from '../sign-in/use-session.ts';
import { Card } from '../ui/card.tsx';
import { formatDay } from '../ui/format.ts';

/** While an account is suspended or being closed nothing new begins: what can still be done in it. */
export function WhatIsLeft({ hasCampaign }: { hasCampaign: boolean }) {
  const { account, role } = useSession();
  const { closing } = account;
  return (
    <Card title="What you can still do">
      <Text c="dimmed" maw={620}>
        {closing
          ? `Until ${formatDay(closing.at)} everything stays readable, and links in mail already sent keep working.`
          : 'Everything stays readable, reports go on counting, and links in mail already sent keep working.'}{' '}
        {role !== 'owner' && 'Owners can take all of it along as one file.'}
      </Text>
      <Group gap="xs" mt="md">
        {role === 'owner' && (
          <Button renderRoot={(props) => <Link to="/settings" hash="export" {...props} />}>
            Export everything
          </Button>
        )}
        {hasCampaign && (
          <Button variant="default" renderRoot={(props) => <Link to="/campaigns" {...props} />}>
            Read campaigns and reports
          </Button>
        )}
      </Group>
    </Card>
  );
}
