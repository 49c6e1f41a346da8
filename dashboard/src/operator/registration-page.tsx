import { RegistrationSettings } from '../registration/registration-settings.tsx';
import { Page } from '../ui/page.tsx';

/** Who may open an account here, and who was invited to. */
export function RegistrationPage() {
  return (
    <Page
      title="Registration"
      lead="Whatever is chosen here, accounts can be prepared for somebody under Accounts."
    >
      <RegistrationSettings />
    </Page>
  );
}
