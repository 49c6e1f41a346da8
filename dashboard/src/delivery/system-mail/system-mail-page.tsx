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
      lead="What this install writes to people about their accounts: confirmations, new passwords, invitations."
    >
      {from && (
        <Text size="sm" c="dimmed" mb="md">
          It comes from <strong>{from.name}</strong> &lt;{from.address}&gt;, unless the setting
          SYSTEM_MAIL_FROM names another sender. It leaves by shared sending servers, or else by the way out
          of the install.
        </Text>
      )}
      <SectionTabs label="System mail" tabs={tabs} />
      {children}
    </Page>
  );
}
