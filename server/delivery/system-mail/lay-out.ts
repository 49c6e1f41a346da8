import { escapeHtml } from '#server/content/index.ts';
import { button, look, page } from './page.ts';
import { type Block, readBlocks } from './read-blocks.ts';
import type { TemplateWords } from './template.ts';

/** A template as the two parts of a mail, both still in the merge language. */
export function layOut({ subject, text }: TemplateWords): { html: string; text: string } {
  const blocks = readBlocks(text);
  return {
    html: page(escapeHtml(subject), blocks.map(htmlOf).join('\n')),
    text: `${blocks.map(textOf).join('').trimEnd()}\n\n-- \n{{ install }}, {{ site }}\n`,
  };
}

/** What is escaped inside of merge tags comes back when the tags are read. */
function htmlOf(block: Block): string {
  switch (block.kind) {
    case 'tag':
      return block.tag;
    case 'paragraph':
      return `<p ${look('ink')}>${block.lines.map(escapeHtml).join('<br>')}</p>`;
    case 'button':
      return button(escapeHtml(block.words), escapeHtml(block.url));
  }
}

/** A paragraph brings the empty line behind it along, so that a condition around it leaves no gap. */
function textOf(block: Block): string {
  switch (block.kind) {
    case 'tag':
      return block.tag;
    case 'paragraph':
      return `${block.lines.join('\n')}\n\n`;
    case 'button':
      return `${block.words}:\n${block.url}\n\n`;
  }
}
