import { Button, Group, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type AnchorsVerdict, listAnchors, verifyAnchors } from '#server/activity/contract.ts';
import rows from '../accounts/rows.module.css';
import { addressOf, useCall, useChange } from '../api/index.ts';
import { Card } from '../ui/card.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { FormFailure } from '../ui/form-failure.tsx';
import { formatDay, plural } from '../ui/format.ts';
import { Page } from '../ui/page.tsx';
import { EmptyState, Loaded } from '../ui/states.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { useStaff } from './use-staff.ts';

/** The signed ends of the activity logs, day by day: to be kept elsewhere. */
export function AnchorsPage() {
  const { may } = useStaff();
  const anchors = useCall(listAnchors);
  const verify = useChange(verifyAnchors);
  return (
    <Page
      title="Anchors"
      lead="Every night one signed line for the activity logs of all accounts and of staff. Keep the lines elsewhere: whoever rewrote the logs later would not fit them."
      actions={
        may('operator:manage') && (
          <>
            <Button
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden="true" />}
              component="a"
              href={addressOf(listAnchors)}
              download="activity-anchors.json"
            >
              Download
            </Button>
            <Button loading={verify.isPending} onClick={() => verify.mutate({})}>
              Verify now
            </Button>
          </>
        )
      }
    >
      <FormFailure error={verify.error} />
      {verify.data && <Verdict verdict={verify.data} />}
      <Loaded query={anchors}>
        {({ items, publicKey }) =>
          items.length === 0 ? (
            <EmptyState title="No line yet">The first is signed in the coming night.</EmptyState>
          ) : (
            <Stack gap="lg">
              <Card title="Lines">
                <ul className={rows.rows}>
                  {items.map(({ day, text, signature }) => (
                    <li key={day}>
                      <div className={rows.about}>
                        <CopyField label={formatDay(day, 'UTC')} value={`${text} signature ${signature}`} />
                      </div>
                    </li>
                  ))}
                </ul>
              </Card>
              <Card title="Public key">
                <Text size="sm" c="dimmed" mb="xs">
                  Ed25519. With it anybody can check a signature.
                </Text>
                <CopyField label="Public key" value={publicKey} hideLabel />
              </Card>
            </Stack>
          )
        }
      </Loaded>
    </Page>
  );
}

const words = {
  forged: 'has a signature that is not ours',
  not_bound: 'is not bound to the day before',
  ends_changed: 'does not fit the logs any more',
} as const;

function Verdict({
  verdict: { anchors, partly, faults, staffActs, staffFaults },
}: {
  verdict: AnchorsVerdict;
}) {
  const isWhole = faults.length + staffFaults.length === 0;
  return (
    <section aria-live="polite" aria-label="What was found" style={{ marginBottom: 24 }}>
      <Card>
        <Group gap={8} mb={4}>
          <StatusBadge tone={isWhole ? 'good' : 'bad'}>{isWhole ? 'Whole' : 'Changed'}</StatusBadge>
        </Group>
        <Text>
          {plural(anchors, 'line')} and {plural(staffActs, 'act')} of staff were checked.
          {partly > 0 &&
            ` Of ${plural(partly, 'line')} an end is gone with its account or its time: there the signature alone was checked.`}
        </Text>
        {faults.map(({ day, kind }) => (
          <Text key={`${day} ${kind}`}>
            The line of {formatDay(day, 'UTC')} {words[kind]}.
          </Text>
        ))}
        {staffFaults.map(({ number, kind }) => (
          <Text key={`${number} ${kind}`}>
            Act {number} of staff {kind === 'changed' ? 'was changed' : 'is missing'}.
          </Text>
        ))}
      </Card>
    </section>
  );
}
