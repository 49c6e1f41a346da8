import { Link } from '@tanstack/react-router';
import classes from './section-tabs.module.css';

interface SectionTabsProps {
  label: string;
  tabs: readonly { label: string; to: string }[];
}

/** Links between the screens of one matter, under their common title. */
export function SectionTabs({ label, tabs }: SectionTabsProps) {
  return (
    <nav aria-label={label} className={classes.tabs}>
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
