import { SegmentedControl } from '@mantine/core';
import type { Content } from '#server/content/contract.ts';
import { kindWords } from '../draft/content-section.tsx';

/** How the source is written. Switching keeps the words as they are; what they mean then is another matter. */
export function KindSwitch({
  content,
  onChange,
}: {
  content: Content;
  onChange: (content: Content) => void;
}) {
  const to = (kind: Content['kind']): Content => {
    const { source } = content;
    if (kind === 'plain') return { kind, version: 1, source };
    return { kind, version: 1, source, text: content.kind === 'plain' ? null : content.text };
  };
  return (
    <SegmentedControl
      size="xs"
      aria-label="Written as"
      value={content.kind}
      onChange={(kind) => onChange(to(kind as Content['kind']))}
      data={(['mjml', 'html', 'plain'] as const).map((kind) => ({ value: kind, label: kindWords[kind] }))}
    />
  );
}
