import { Anchor, VisuallyHidden } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import type { Block, Difference, Run } from '#server/policies/contract.ts';
import classes from './policy-text.module.css';

/** A policy, or what changed in it. What is the same for long is folded away. */
export function PolicyText({ difference: { parts } }: { difference: Difference }) {
  return (
    <div className={classes.text}>
      {parts.map(({ folded, blocks }, index) =>
        folded ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts have no name and never move
          <details key={index}>
            <summary>{blocks.length} paragraphs that stay as they were</summary>
            <Blocks blocks={blocks} />
          </details>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts have no name and never move
          <Blocks key={index} blocks={blocks} />
        ),
      )}
    </div>
  );
}

const tags = {
  title: 'h3',
  heading: 'h3',
  subheading: 'h4',
  paragraph: 'p',
  item: 'li',
  numbered: 'li',
} as const;

function Blocks({ blocks }: { blocks: Block[] }) {
  return groups(blocks).map(({ list: List, blocks: inner }, index) => {
    const pieces = inner.map(({ kind, runs, change }, at) => {
      const Tag = tags[kind];
      return (
        // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs have no name and never move
        <Tag key={at}>
          <Marked change={change === 'changed' ? undefined : change}>
            {runs.map((run, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: words have no name and never move
              <Words key={place} {...run} />
            ))}
          </Marked>
        </Tag>
      );
    });
    // biome-ignore lint/suspicious/noArrayIndexKey: groups have no name and never move
    return List ? <List key={index}>{pieces}</List> : <Fragment key={index}>{pieces}</Fragment>;
  });
}

/** Lines of a list that follow one another belong in one. */
function groups(blocks: Block[]) {
  const found: { list: 'ul' | 'ol' | undefined; blocks: Block[] }[] = [];
  for (const block of blocks) {
    const list = block.kind === 'item' ? 'ul' : block.kind === 'numbered' ? 'ol' : undefined;
    const last = found.at(-1);
    if (last && last.list === list) last.blocks.push(block);
    else found.push({ list, blocks: [block] });
  }
  return found;
}

function Words({ text, strong, code, href, change }: Run) {
  let words: ReactNode = text;
  if (code) words = <code>{words}</code>;
  if (href)
    words = (
      <Anchor href={href} target="_blank" rel="noreferrer" inherit underline="always">
        {words}
      </Anchor>
    );
  if (strong) words = <strong>{words}</strong>;
  return <Marked change={change}>{words}</Marked>;
}

/** Said in words too, for those who do not see colours or lines. */
function Marked({ change, children }: { change: Run['change']; children: ReactNode }) {
  if (!change) return children;
  const Tag = change === 'added' ? 'ins' : 'del';
  return (
    <Tag>
      <VisuallyHidden>({change}: </VisuallyHidden>
      {children}
      <VisuallyHidden>)</VisuallyHidden>
    </Tag>
  );
}
