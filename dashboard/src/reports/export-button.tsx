import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { exportRecipients, type RecipientKind } from '#server/reports/contract.ts';
import { addressOf } from '../api/index.ts';

interface ExportButtonProps {
  campaignId: string;
  filter: { kind?: RecipientKind; url?: string; search?: string };
  label?: string;
}

export function ExportButton({ campaignId, filter, label = 'Export everyone' }: ExportButtonProps) {
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} />}
      component="a"
      href={addressOf(exportRecipients, { params: { id: campaignId }, query: filter })}
      download
    >
      {label}
    </Button>
  );
}
