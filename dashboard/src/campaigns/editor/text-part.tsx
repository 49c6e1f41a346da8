import { Switch, Textarea } from '@mantine/core';
import type { Content } from '#server/content/contract.ts';
import { MailText } from '../../ui/mail-preview.tsx';
import classes from './editor.module.css';

interface TextPartProps {
  content: Exclude<Content, { kind: 'plain' }>;
  /** The text made from the HTML, as the preview shows it. */
  automatic: string;
  onChange: (content: Content) => void;
}

/** The plain-text part: made from the design, or written by hand. */
export function TextPart({ content, automatic, onChange }: TextPartProps) {
  const own = content.text !== null;
  return (
    <div className={classes.own}>
      <Switch
        label="Make it from the design automatically"
        description={
          own ? 'Switching this on drops the text below.' : 'It follows every change of the design.'
        }
        checked={!own}
        onChange={(event) => onChange({ ...content, text: event.currentTarget.checked ? null : automatic })}
      />
      {own ? (
        <Textarea
          aria-label="Plain-text part"
          autosize
          value={content.text ?? ''}
          onChange={(event) => onChange({ ...content, text: event.currentTarget.value })}
        />
      ) : (
        <MailText text={automatic} />
      )}
    </div>
  );
}
