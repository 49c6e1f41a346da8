import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './form-section.module.css';

interface FormSectionProps {
  title: string;
  /** Why we ask, in a sentence. */
  help?: ReactNode;
  children: ReactNode;
}

/** One part of a long form: what it is about on the left, its fields on the right; stacked on phones. */
export function FormSection({ title, help, children }: FormSectionProps) {
  return (
    <section className={classes.section}>
      <div>
        <Title order={2}>{title}</Title>
        {help && (
          <Text size="sm" c="dimmed" mt={6} component="div">
            {help}
          </Text>
        )}
      </div>
      <div className={classes.fields}>{children}</div>
    </section>
  );
}
