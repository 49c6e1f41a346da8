import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  acceptPolicies,
  comparePolicies,
  getPolicyNotices,
  listAgreements,
  type PolicyNotice,
} from '#server/policies/contract.ts';
import { useCall, useChange } from '../api/index.ts';
import { Card } from '../ui/card.tsx';
import { FormFailure } from '../ui/form-failure.tsx';
import { Page } from '../ui/page.tsx';
import { Loaded, RowsSkeleton } from '../ui/states.tsx';
import { Ago } from '../ui/time.tsx';
import { policyAddress, policyDay } from './policy-day.ts';
import { PolicyLinks } from './policy-links.tsx';
import classes from './policy-text.module.css';
import { PolicyText } from './policy-text.tsx';

/** What changed in the policies, the button that accepts it, and what was agreed to before. */
export function AgreementsPage() {
  const notices = useCall(getPolicyNotices);
  return (
    <Page
      title="Policies"
      lead="What holds between you and whoever runs this service, and what you agreed to."
      width="narrow"
    >
      <Stack gap="lg">
        <PolicyLinks />
        <Loaded query={notices}>{({ items }) => <Notices items={items} />}</Loaded>
        <Card title="What you agreed to">
          <Agreements />
        </Card>
      </Stack>
    </Page>
  );
}

function Notices({ items }: { items: PolicyNotice[] }) {
  const waiting = items.filter(({ state }) => state === 'accept');
  return (
    <>
      {items.map((notice) => (
        <Notice key={notice.version.id} {...notice} />
      ))}
      {waiting.length > 0 && <Accept waiting={waiting} />}
    </>
  );
}

function Notice({ version, since, state }: PolicyNotice) {
  const { kind, title, effectiveOn, summary } = version;
  const when = state === 'coming' ? 'Takes effect on' : 'In force since';
  const query = { kind, to: version.version, ...(since === null ? {} : { from: since }) };
  const difference = useCall(comparePolicies, { query });
  return (
    <Card title={since === null ? title : `${title}: what changes`}>
      <Stack gap="sm" mt="xs">
        <Text size="sm" c="dimmed">
          {when} {policyDay(effectiveOn)}.{' '}
          <Anchor inherit underline="always" href={policyAddress(kind, version.version)} target="_blank">
            Read version {version.version} as a whole
          </Anchor>
        </Text>
        {summary && <Text>{summary}</Text>}
        <Loaded query={difference} skeleton={<RowsSkeleton />}>
          {(read) => <PolicyText difference={read} />}
        </Loaded>
      </Stack>
    </Card>
  );
}

function Accept({ waiting }: { waiting: PolicyNotice[] }) {
  const accept = useChange(acceptPolicies, { refresh: ['/api/policies'] });
  const names = waiting.map(({ version }) => version.title).join(', ');
  const agree = () =>
    accept.mutate(
      { body: { versionIds: waiting.map(({ version }) => version.id) } },
      { onSuccess: () => notifications.show({ message: 'Thank you. You can go on working.' }) },
    );
  return (
    <Card title="Do you accept?">
      <Stack gap="sm" mt="xs">
        <Text>
          Until you accept, you can read and export everything, and hold back what is being sent; what is
          scheduled waits until an owner has accepted. We write down that you accepted, when, which text, and
          from which address and browser.
        </Text>
        <FormFailure error={accept.error} />
        <Group>
          <Button loading={accept.isPending} onClick={agree}>
            I accept: {names}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}

function Agreements() {
  const agreements = useCall(listAgreements);
  return (
    <Loaded query={agreements} skeleton={<RowsSkeleton />}>
      {({ items }) =>
        items.length === 0 ? (
          <Text c="dimmed" mt="xs">
            Nothing yet. Those who run the install publish the policies and are not asked to agree to them.
          </Text>
        ) : (
          <ul className={classes.rows}>
            {items.map(({ id, kind, title, version, agreedAt, ip }) => (
              <li key={id}>
                <div>
                  <Anchor href={policyAddress(kind, version)} target="_blank">
                    {title}, version {version}
                  </Anchor>
                </div>
                <Text size="sm" c="dimmed">
                  <Ago at={agreedAt} /> from {ip}
                </Text>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}
