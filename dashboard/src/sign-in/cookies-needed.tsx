import { Alert, Anchor } from '@mantine/core';

/** Some browsers that refuse cookies still say they take them; those refuse all other storage as well. */
export function refusesCookies(): boolean {
  try {
    return !navigator.cookieEnabled || !window.localStorage;
  } catch {
    return true;
  }
}

/** For whoever's browser refuses cookies: what is needed, and why. */
export function CookiesNeeded() {
  return (
    <Alert color="yellow" variant="light" role="alert" title="Your browser refuses cookies">
      Logging in needs two, for this site alone: one keeps you logged in, one lets us know this browser again.
      Nothing else is stored and nobody else sees them. Allow cookies for this site, then reload the page.{' '}
      <Anchor href="/policies/cookies" inherit underline="always">
        Which and why
      </Anchor>
    </Alert>
  );
}
