import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { listSystemMailTemplates } from '#server/delivery/contract.ts';
import { useCall } from '../../api/index.ts';
import { Page } from '../../ui/page.tsx';
import { SectionTabs } from '../../ui/section-tabs.tsx';

const tabs = [
  { label: 'Words', to: '/operator/system-mail' },
  { label: 'Sent', to: '/operator/system-mail/sent' },
] as const;

/** The frame of the screens about the install's own mail. */
export function SystemMailPage({ tab, children }: { tab: string; children: ReactNode }) {
  const { from } = useCall(listSystemMailTemplates).data ?? {};
  return (
    <Page
      title="System mail"
      tabTitle={`${tab} · System mail`}
      crumbs={[{ label: 'Console', to: '/operator' }]}
      lead="What this install writes to people about their accounts: confirmations, new passwords, invitations."
    >
      {from && (
        <Text size="sm" c="dimmed" mb="md">
          It comes from <strong>{from.name}</strong> &lt;{from.address}&gt;; the setting SYSTEM_MAIL_FROM says
          otherwise. It leaves by shared sending servers, else as the install does.
        </Text>
      )}
      <SectionTabs label="System mail" tabs={tabs} />
      {children}
    </Page>
  );
}
