import { Text } from '@mantine/core';
import type { SystemMailTemplate } from '#server/delivery/contract.ts';
import { Card } from '../../ui/card.tsx';
import classes from './system-mail.module.css';

/** What a mail says, for staff who may not change it. */
export function TemplateWords({ template: { subject, text, changedAt } }: { template: SystemMailTemplate }) {
  return (
    <Card title={subject}>
      <Text className={classes.words} mt="sm">
        {text}
      </Text>
      <Text size="sm" c="dimmed" mt="md">
        {changedAt ? 'These are words of this install.' : 'These are the original words.'} Admins of this
        install can change them.
      </Text>
    </Card>
  );
}
