import { Text } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './banner.module.css';

interface BannerProps {
  /** What it is about, for those who go from region to region. */
  label: string;
  icon: Icon;
  children: ReactNode;
}

/** A line above every screen, about something that holds for all of them. */
export function Banner({ label, icon: Icon, children }: BannerProps) {
  return (
    <section className={classes.banner} aria-label={label}>
      <Icon size={18} stroke={1.75} aria-hidden="true" />
      <Text size="sm" component="p">
        {children}
      </Text>
    </section>
  );
}
