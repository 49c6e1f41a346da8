import { Anchor, Breadcrumbs, Text, Title } from '@mantine/core';
import { Link, type LinkProps } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import classes from './page.module.css';

interface Crumb {
  label: string;
  to: LinkProps['to'];
  params?: LinkProps['params'];
}

interface PageProps {
  title: string;
  /** Shown in place of the plain title, e.g. one that can be renamed. Must hold the page's only h1. */
  heading?: ReactNode;
  lead?: ReactNode;
  crumbs?: Crumb[];
  actions?: ReactNode;
  /** `narrow` for reading and forms, `wide` for tables and charts. */
  width?: 'narrow' | 'regular' | 'wide';
  /** Replaces the title in the browser's tab, e.g. to show progress. */
  tabTitle?: string;
  children: ReactNode;
}

/** The frame of every screen: document title, breadcrumbs, one h1, actions, content. */
export function Page({
  title,
  heading,
  lead,
  crumbs,
  actions,
  width = 'regular',
  tabTitle,
  children,
}: PageProps) {
  useDocumentTitle(tabTitle ?? title);
  return (
    <div className={classes.page} data-width={width}>
      <header className={classes.header}>
        <div className={classes.titles}>
          {crumbs && <Trail crumbs={crumbs} />}
          {heading ?? <Title order={1}>{title}</Title>}
          {lead && (
            <Text c="dimmed" className={classes.lead}>
              {lead}
            </Text>
          )}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

export function useDocumentTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · Mail Minion`;
  }, [title]);
}

function Trail({ crumbs }: { crumbs: Crumb[] }) {
  return (
    <nav aria-label="Breadcrumbs">
      <Breadcrumbs separator="›" className={classes.crumbs}>
        {crumbs.map(({ label, ...link }) => (
          <Anchor
            key={label}
            size="sm"
            c="dimmed"
            renderRoot={(props) => <Link {...(link as LinkProps)} {...props} />}
          >
            {label}
          </Anchor>
        ))}
      </Breadcrumbs>
    </nav>
  );
}
