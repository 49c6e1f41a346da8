import {
  addAccountProvider,
  beginAccountTest,
  changeAccountProvider,
  listAccountProviders,
  removeAccountProvider,
} from '#server/sign-in-providers/contract.ts';
import { useMay } from '../accounts/if-may.tsx';
import { SettingsPage } from '../accounts/settings-page.tsx';
import { useCall, useChange } from '../api/index.ts';
import { DomainsCard } from './domains-card.tsx';
import { ProviderSettings } from './provider-settings.tsx';

const refresh = ['/api/account-providers', '/api/identities'];

/** Single sign-on: the identity providers of the account itself. For its owners. */
export const AccountProvidersPage = () => (
  <SettingsPage title="Single sign-on">
    <Providers />
  </SettingsPage>
);

function Providers() {
  const add = useChange(addAccountProvider, { refresh });
  const change = useChange(changeAccountProvider, { refresh });
  const remove = useChange(removeAccountProvider, { refresh });
  const test = useChange(beginAccountTest);
  const providers = useCall(listAccountProviders);
  return (
    <ProviderSettings
      title="Single sign-on"
      lead="Members of this account come in with the login of your organisation. It opens this account alone: their own login, and other accounts they belong to, stay out of its reach. Whom you invite joins with it; others link theirs once, under Settings, Security."
      empty="The identity provider of your organisation: Microsoft Entra ID, Google Workspace, or any that speaks OpenID Connect."
      providers={providers}
      ofAccount
      mayChange={useMay()(changeAccountProvider)}
      add={(body) => add.mutateAsync({ body })}
      change={(id, body) => change.mutateAsync({ params: { id }, body })}
      remove={(id) => remove.mutateAsync({ params: { id } })}
      test={(id) => test.mutateAsync({ params: { id } })}
    >
      {providers.data && providers.data.items.length > 0 && <DomainsCard />}
    </ProviderSettings>
  );
}
