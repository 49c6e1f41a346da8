import { Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { PolicyLinks } from '../policies/policy-links.tsx';
import { Mark } from '../ui/mark.tsx';
import { useDocumentTitle } from '../ui/page.tsx';
import classes from './door.module.css';

/**
 * The frame of the screens in front of the login: one sheet on the desk. Each begins at its part marked `data-autofocus`, or is read
 * from its title: the button that led there is gone.
 */
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
  const sheet = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another title is another screen.
  useEffect(() => {
    const start = sheet.current?.querySelector<HTMLElement>('[data-autofocus]');
    (start ?? sheet.current?.querySelector('h1'))?.focus({ preventScroll: true });
  }, [title]);
  return (
    <main className={classes.desk}>
      <div ref={sheet} className={classes.sheet} data-wide={wide || undefined}>
        <Mark size={52} />
        <Title order={1} mt="md" tabIndex={-1} style={{ outline: 'none' }}>
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
