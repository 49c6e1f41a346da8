import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { ErasedAccounts } from '../closing/erased-accounts.tsx';
import { Page } from '../ui/page.tsx';
import { AccountList } from './account-list.tsx';
import { PrepareAccountDialog } from './prepare-account-dialog.tsx';
import { useStaff } from './use-staff.ts';

/** Every account of the install. */
export function OperatorPage() {
  const { may } = useStaff();
  const [preparing, dialog] = useDisclosure();
  return (
    <Page
      title="Accounts"
      width="wide"
      lead="Who uses this install, on which plan and how much. What is on their lists and in their mail is their own."
      actions={may('operator:support') && <Button onClick={dialog.open}>Prepare an account</Button>}
    >
      <AccountList />
      <div style={{ marginTop: 24 }}>
        <ErasedAccounts />
      </div>
      <PrepareAccountDialog opened={preparing} onClose={dialog.close} />
    </Page>
  );
}
