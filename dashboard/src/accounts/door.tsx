import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Mark } from '../ui/mark.tsx';
import { useDocumentTitle } from '../ui/page.tsx';
import classes from './door.module.css';
import { PolicyLinks } from './policies/policy-links.tsx';

/** The frame of the screens in front of the login: one sheet on the desk. */
export function Door({
  title,
  lead,
  wide,
  children,
}: {
  title: string;
  lead: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  useDocumentTitle(title);
  return (
    <main className={classes.desk}>
      <div className={classes.sheet} data-wide={wide || undefined}>
        <Mark size={52} />
        <Title order={1} mt="md">
          {title}
        </Title>
        <Text c="dimmed" mt={6} mb="xl">
          {lead}
        </Text>
        {children}
        <div className={classes.foot}>
          <PolicyLinks />
        </div>
      </div>
    </main>
  );
}
