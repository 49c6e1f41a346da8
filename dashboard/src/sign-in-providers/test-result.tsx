import { Button, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { CallResult } from '#server/platform/http/contract.ts';
import type { finishTest } from '#server/sign-in-providers/contract.ts';
import { Door } from '../sign-in/door.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { Facts } from './facts.tsx';

/** What a provider said of whoever tried it out. */
export function TestResult({ tested }: { tested: CallResult<typeof finishTest> }) {
  const { provider, subject, name, email, isProved, tellsTime, linkedTo, ofAccount } = tested;
  return (
    <Door title={`${provider.label} works`} lead="This is what it said of you. Nothing was changed.">
      <Stack gap="lg">
        <Facts
          facts={[
            ['Name', name || 'not told'],
            [
              'Email',
              <>
                {email || 'not told'}{' '}
                {email && (
                  <StatusBadge tone={isProved ? 'good' : 'warn'}>
                    {isProved ? 'Vouched for' : 'Not vouched for'}
                  </StatusBadge>
                )}
              </>,
            ],
            ['Known there as', <code key="subject">{subject}</code>],
            ['Linked here with', linkedTo ?? 'nobody'],
            [
              'Confirming dangerous acts',
              tellsTime
                ? 'It tells when people proved themselves, so they can confirm with it.'
                : 'It does not tell when people proved themselves: they confirm with a password or a second factor here.',
            ],
          ]}
        />
        {!isProved && !ofAccount && (
          <Text size="sm" c="dimmed">
            Nobody can open an account with it, and no limit to certain domains works, unless it vouches for
            addresses.
          </Text>
        )}
        <Button
          renderRoot={(props) => (
            <Link to={ofAccount ? '/settings/single-sign-on' : '/operator/sign-in'} {...props} />
          )}
        >
          Back to the settings
        </Button>
      </Stack>
    </Door>
  );
}
