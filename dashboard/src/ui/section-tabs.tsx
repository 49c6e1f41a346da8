import { Link, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import classes from './section-tabs.module.css';

interface SectionTabsProps {
  label: string;
  tabs: readonly { label: string; to: string; within?: string }[];
  /**
   * Whether a tab stays marked on the screens below it. The first stands for its own address, and for what is below
   * `within` if it names that.
   */
  deep?: boolean;
}

/** Links between the screens of one matter, under their common title. */
export function SectionTabs({ label, tabs, deep = false }: SectionTabsProps) {
  const here = useRouterState({ select: ({ location }) => location.pathname });
  const bar = useRef<HTMLElement>(null);
  // On a narrow screen the bar scrolls: the current screen's own tab must not be the one that is out of sight.
  useEffect(() => {
    bar.current
      ?.querySelector('[aria-current="page"]')
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, []);
  return (
    <nav aria-label={label} className={classes.tabs} ref={bar}>
      {tabs.map(({ label, to, within }, index) => (
        <Link
          key={to}
          to={to as '/'}
          activeOptions={{ exact: !deep || index === 0, includeSearch: false }}
          className={classes.tab}
          {...(within && here.startsWith(within) && { 'aria-current': 'page' as const })}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
