import { type Html, html } from '#server/platform/html/index.ts';
import type { Block, Difference, Run } from '../contract.ts';
import { joined } from './layout.ts';

/** A text as HTML. Headings get names to link to, and lines of a list come together in one. */
export function renderBlocks(blocks: readonly Block[]): Html {
  const pieces: Html[] = [];
  for (let from = 0; from < blocks.length; ) {
    const { kind } = blocks[from]!;
    if (kind !== 'item' && kind !== 'numbered') {
      pieces.push(renderBlock(blocks[from]!));
      from += 1;
      continue;
    }
    const end = blocks.findIndex((block, index) => index > from && block.kind !== kind);
    const items = joined(blocks.slice(from, end < 0 ? blocks.length : end).map(renderBlock));
    pieces.push(kind === 'item' ? html`<ul>${items}</ul>` : html`<ol>${items}</ol>`);
    from = end < 0 ? blocks.length : end;
  }
  return joined(pieces);
}

/** What changed, with long stretches that did not behind a line that opens them. */
export const renderDifference = ({ parts }: Difference): Html =>
  joined(
    parts.map(({ folded, blocks }) =>
      folded
        ? html`<details class="folded"><summary>${String(blocks.length)} paragraphs that stay as they were</summary>${renderBlocks(blocks)}</details>`
        : renderBlocks(blocks),
    ),
  );

function renderBlock({ kind, runs, change }: Block): Html {
  const inner =
    change === 'added' || change === 'removed' ? marked(change, renderRuns(runs)) : renderRuns(runs);
  const look = change ? html` class="changed"` : html``;
  if (kind === 'title') return html`<h1${look}>${inner}</h1>`;
  if (kind === 'heading') return html`<h2${look} id="${anchorOf(runs)}">${inner}</h2>`;
  if (kind === 'subheading') return html`<h3${look}>${inner}</h3>`;
  if (kind === 'paragraph') return html`<p${look}>${inner}</p>`;
  return html`<li${look}>${inner}</li>`;
}

const renderRuns = (runs: readonly Run[]): Html => {
  const pieces = runs.map(renderRun);
  return pieces.reduce((before, piece) => html`${before}${piece}`, html``);
};

function renderRun({ text, strong, code, href, change }: Run): Html {
  let piece = html`${text}`;
  if (code) piece = html`<code>${piece}</code>`;
  if (href !== undefined) piece = html`<a href="${href}">${piece}</a>`;
  if (strong) piece = html`<strong>${piece}</strong>`;
  return change ? marked(change, piece) : piece;
}

/** Said in words too, for those who do not see colours or lines. */
const marked = (change: 'added' | 'removed', inner: Html): Html =>
  change === 'added'
    ? html`<ins><span class="hidden">(added: </span>${inner}<span class="hidden">)</span></ins>`
    : html`<del><span class="hidden">(removed: </span>${inner}<span class="hidden">)</span></del>`;

/** A name for a heading that stays when others are put before it as long as its words stay. */
export const anchorOf = (runs: readonly Run[]): string =>
  runs
    .map(({ text }) => text)
    .join('')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
