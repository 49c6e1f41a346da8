import { UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Link, useRouterState } from '@tanstack/react-router';
import { useEffect, useId, useState } from 'react';
import classes from './section-menu.module.css';

export interface MenuEntry {
  label: string;
  to: string;
}

export interface MenuGroup {
  label: string;
  entries: readonly MenuEntry[];
}

interface SectionMenuProps {
  label: string;
  groups: readonly MenuGroup[];
}

/**
 * Links between the many screens of one matter, in groups. Where there is no room for a column it folds into the name of the
 * current screen.
 */
export function SectionMenu({ label, groups }: SectionMenuProps) {
  const here = useRouterState({ select: ({ location }) => location.pathname });
  const [open, setOpen] = useState(false);
  const id = useId();
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever has arrived somewhere is done with the menu
  useEffect(() => setOpen(false), [here]);
  const current = currentEntry(groups, here);
  return (
    <nav
      aria-label={label}
      className={classes.menu}
      onKeyDown={({ key }) => {
        if (key === 'Escape') setOpen(false);
      }}
    >
      <UnstyledButton
        className={classes.fold}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <span className={classes.place}>{label}</span>
        <span className={classes.here}>{current?.label}</span>
        <IconChevronDown size={18} aria-hidden="true" />
      </UnstyledButton>
      <div id={id} className={classes.groups} data-open={open || undefined}>
        {groups.map(({ label, entries }) => (
          <section key={label} aria-label={label}>
            <p className={classes.group} aria-hidden="true">
              {label}
            </p>
            <ul className={classes.links}>
              {entries.map((entry) => (
                <li key={entry.to}>
                  <Link
                    to={entry.to as '/'}
                    className={classes.link}
                    aria-current={entry === current ? 'page' : undefined}
                    activeOptions={{ exact: true }}
                  >
                    {entry.label}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </nav>
  );
}

/** Of those whose address the current one begins with, the longest: an overview is only where nothing else is. */
function currentEntry(groups: readonly MenuGroup[], here: string): MenuEntry | undefined {
  return groups
    .flatMap(({ entries }) => entries)
    .filter(({ to }) => here === to || here.startsWith(`${to}/`))
    .toSorted((a, b) => b.to.length - a.to.length)[0];
}
