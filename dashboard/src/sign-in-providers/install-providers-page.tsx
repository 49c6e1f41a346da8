import {
  addInstallProvider,
  beginInstallTest,
  changeInstallProvider,
  listInstallProviders,
  removeInstallProvider,
} from '#server/sign-in-providers/contract.ts';
import { useCall, useChange } from '../api/index.ts';
import { Page } from '../ui/page.tsx';
import { ProviderSettings } from './provider-settings.tsx';

const refresh = ['/api/operator/sign-in-providers', '/api/sign-in/providers'];

/** With which logins elsewhere everybody can log in on this install. */
export function InstallProvidersPage() {
  const add = useChange(addInstallProvider, { refresh });
  const change = useChange(changeInstallProvider, { refresh });
  const remove = useChange(removeInstallProvider, { refresh });
  const test = useChange(beginInstallTest);
  return (
    <Page
      title="Sign-in"
      tabTitle="Sign-in providers"
      lead="Logins elsewhere that let people in here, beside a password and a passkey."
    >
      <ProviderSettings
        title="Sign-in providers"
        lead="Their buttons stand on the login page. People link their login there with theirs here, under Settings, Security; an email address alone links nobody."
        empty="Google, Microsoft, or any issuer that speaks OpenID Connect, such as Keycloak or authentik."
        providers={useCall(listInstallProviders)}
        ofAccount={false}
        add={(body) => add.mutateAsync({ body })}
        change={(id, body) => change.mutateAsync({ params: { id }, body })}
        remove={(id) => remove.mutateAsync({ params: { id } })}
        test={(id) => test.mutateAsync({ params: { id } })}
      />
    </Page>
  );
}
