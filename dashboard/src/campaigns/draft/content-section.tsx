import { Button, Checkbox, Group, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPencil } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Content } from '#server/content/contract.ts';
import { MailThumbnail } from '../mail-thumbnail.tsx';
import classes from './content-section.module.css';
import type { Draft } from './use-draft.ts';

export const kindWords: Record<Content['kind'], string> = { mjml: 'MJML', html: 'HTML', plain: 'Plain text' };

/** What it says, and what is counted about it. */
export function ContentSection({ draft: { value, change } }: { draft: Draft }) {
  const [content] = useDebouncedValue(value.content, 800);
  return (
    <>
      <div className={classes.content}>
        <div className={classes.thumbnail}>
          <MailThumbnail content={content} subject={value.subject} preheader={value.preheader} />
        </div>
        <div>
          <Text>Written as {kindWords[value.content.kind]}.</Text>
          <Text size="sm" c="dimmed" mt={4}>
            {textNote(value.content)}
          </Text>
          <Button
            mt="md"
            leftSection={<IconPencil size={16} />}
            renderRoot={(props) => <Link to="/campaigns/$id/content" params={{ id: value.id }} {...props} />}
          >
            Edit the email
          </Button>
        </div>
      </div>
      <Group gap="lg" mt="xs">
        <Checkbox
          label="Count opens"
          description="With an invisible picture"
          checked={value.trackOpens}
          onChange={(event) => change({ trackOpens: event.currentTarget.checked })}
        />
        <Checkbox
          label="Count clicks"
          description="Links lead through this server"
          checked={value.trackClicks}
          onChange={(event) => change({ trackClicks: event.currentTarget.checked })}
        />
      </Group>
    </>
  );
}

function textNote(content: Content): string {
  if (content.kind === 'plain') return 'Readers get it as plain text, without pictures.';
  return content.text === null
    ? 'The plain-text part is made from it automatically.'
    : 'The plain-text part is your own.';
}
