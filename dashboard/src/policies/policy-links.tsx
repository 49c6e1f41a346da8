import { Anchor } from '@mantine/core';
import classes from './policy-text.module.css';

/** The way to the policies from where nobody is logged in: pages of their own, outside of the dashboard. */
export function PolicyLinks() {
  return (
    <nav aria-label="Policies" className={classes.links}>
      <Anchor href="/policies/terms">Terms</Anchor>
      <Anchor href="/policies/privacy">Privacy</Anchor>
      <Anchor href="/policies/cookies">Cookies</Anchor>
      <Anchor href="/policies">All policies</Anchor>
    </nav>
  );
}
