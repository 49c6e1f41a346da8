import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import classes from './section-tabs.module.css';

interface SectionTabsProps {
  label: string;
  tabs: readonly { label: string; to: string }[];
}

/** Links between the screens of one matter, under their common title. */
export function SectionTabs({ label, tabs }: SectionTabsProps) {
  const bar = useRef<HTMLElement>(null);
  // On a narrow screen the bar scrolls: the current screen's own tab must not be the one that is out of sight.
  useEffect(() => {
    bar.current
      ?.querySelector('[aria-current="page"]')
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, []);
  return (
    <nav aria-label={label} className={classes.tabs} ref={bar}>
      {tabs.map(({ label, to }) => (
        <Link
          key={to}
          to={to as '/'}
          activeOptions={{ exact: true, includeSearch: false }}
          className={classes.tab}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
