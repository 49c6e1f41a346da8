import type { Block, Difference } from '../contract.ts';

/** Paragraphs shown before and after a change, to see where it stands. */
const AROUND = 1;
/** Fewer than this are not worth folding away. */
const LEAST_FOLDED = 3;

/** Sets apart what is far from any change. The heading above a change stays in sight. */
export function foldUnchanged(blocks: Block[]): Difference['parts'] {
  const shown = shownBlocks(blocks);
  const stretches = inParts(blocks.map((block, index) => ({ folded: !shown.has(index), blocks: [block] })));
  return inParts(
    stretches.map((part) => ({ ...part, folded: part.folded && part.blocks.length >= LEAST_FOLDED })),
  );
}

/** Neighbours that are both folded, or both not, become one. */
function inParts(pieces: Difference['parts']): Difference['parts'] {
  const parts: Difference['parts'] = [];
  for (const { folded, blocks } of pieces) {
    const last = parts.at(-1);
    if (last?.folded === folded) last.blocks.push(...blocks);
    else parts.push({ folded, blocks: [...blocks] });
  }
  return parts;
}

function shownBlocks(blocks: Block[]): Set<number> {
  const shown = new Set<number>();
  let heading: number | undefined;
  for (const [index, { kind, change }] of blocks.entries()) {
    if (kind === 'heading' || kind === 'subheading') heading = index;
    if (!change) continue;
    if (heading !== undefined) shown.add(heading);
    for (let near = index - AROUND; near <= index + AROUND; near += 1) shown.add(near);
  }
  return shown;
}
