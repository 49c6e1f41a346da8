import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useQueue } from '../delivery/waiting/use-queue.ts';
import { verdictOf } from '../delivery/waiting/verdict.ts';
import { Card } from '../ui/card.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';

/** While mail is under way: whether it moves, in a glance. */
export function OnItsWay() {
  const queue = useQueue();
  if (!queue.data || queue.data.items.length === 0) return null;
  const { tone, word, title, text } = verdictOf(queue.data.items);
  return (
    <Card
      title={title}
      aside={<Anchor renderRoot={(props) => <Link to="/deliveries" {...props} />}>See deliveries</Anchor>}
    >
      <StatusBadge tone={tone}>{word}</StatusBadge>
      <Text c="dimmed" mt="xs">
        {text}
      </Text>
    </Card>
  );
}
