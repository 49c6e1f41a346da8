import { AccountList } from './operator/account-list.tsx';
import { SettingsPage } from './settings-page.tsx';

/** What only those who run the install see. */
export function OperatorPage() {
  return (
    <SettingsPage title="Operator">
      <AccountList />
    </SettingsPage>
  );
}
