import type { Token } from 'parse5';
import { VOID_ELEMENTS } from './allowed.ts';
import type { Placeholders, Slot } from './placeholders.ts';
import { type HtmlHandler, readHtml } from './tokens.ts';

/**
 * Makes the plain-text part from finished HTML that still holds its placeholders: headings and paragraphs on their own,
 * lists with marks, layout tables flattened, data tables one row a line, links as "text: address". What is hidden in the
 * HTML, or from screen readers, is left out. Merge tags keep their places and links their numbers.
 */
export function htmlToText(html: string, placeholders: Placeholders): string {
  const writer = new TextWriter(placeholders);
  readHtml(html, writer);
  return writer.finish();
}

const PARAGRAPHS = new Set(
  'p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre section article header footer'.split(' '),
);
const LINES = new Set('div tr li dt dd center address caption main nav aside figure figcaption'.split(' '));
const HIDDEN = new Set('head style title'.split(' '));

class TextWriter implements HtmlHandler {
  private readonly placeholders: Placeholders;
  private readonly written: string[] = [];
  /** Line breaks owed before the next word. */
  private breaks = 0;
  private space = false;
  private hidden: { name: string; depth: number } | null = null;
  private readonly lists: { ordered: boolean; count: number }[] = [];
  private readonly tables: { isData: boolean; cells: number }[] = [];
  private link: { href: string; start: number; alt: string } | null = null;
  private preDepth = 0;
  /** The last link, when it had nothing to say but its address. */
  private wordless: { address: string; index: number } | null = null;

  constructor(placeholders: Placeholders) {
    this.placeholders = placeholders;
  }

  startTag(tag: Token.TagToken): void {
    const name = tag.tagName;
    if (this.hidden) {
      if (name === this.hidden.name) this.hidden.depth++;
      return;
    }
    if (this.isHidden(tag)) {
      if (!VOID_ELEMENTS.has(name)) this.hidden = { name, depth: 1 };
      return;
    }
    this.owe(this.breaksAround(name));
    switch (name) {
      case 'br':
        this.breaks = Math.min(2, this.breaks + 1);
        break;
      case 'hr':
        this.owe(2);
        this.write('----------');
        this.owe(2);
        break;
      case 'pre':
        this.preDepth++;
        break;
      case 'ul':
      case 'ol':
        this.lists.push({ ordered: name === 'ol', count: 0 });
        break;
      case 'li':
        this.write(this.listMark());
        break;
      case 'table':
        this.tables.push({ isData: attribute(tag, 'role') !== 'presentation', cells: 0 });
        break;
      case 'td':
      case 'th':
        this.startCell();
        break;
      case 'a':
        this.startLink(attribute(tag, 'href') ?? '');
        break;
      case 'img':
        if (this.link) this.link.alt ||= (attribute(tag, 'alt') ?? '').trim();
        break;
    }
  }

  endTag(tag: Token.TagToken): void {
    const name = tag.tagName;
    if (this.hidden) {
      if (name === this.hidden.name && --this.hidden.depth === 0) this.hidden = null;
      return;
    }
    if (name === 'a') this.endLink();
    if (name === 'ul' || name === 'ol') this.lists.pop();
    this.owe(this.breaksAround(name));
    if (name === 'table') this.tables.pop();
    if (name === 'tr' && this.tables.length > 0) this.tables.at(-1)!.cells = 0;
    if (name === 'pre' && this.preDepth > 0) this.preDepth--;
  }

  text(_raw: string, decoded: string): void {
    if (this.hidden) return;
    const text = this.toTextSlots(
      decoded.replaceAll('\u00a0', ' ').replace(/\u200b|\ufeff|\u034f|\u00ad/g, ''),
    );
    if (this.preDepth > 0) {
      this.write(text);
      return;
    }
    for (const word of text.split(/([ \t\n\r\f]+)/)) {
      if (word === '') continue;
      if (/^[ \t\n\r\f]/.test(word)) this.space = true;
      else this.write(word);
    }
  }

  comment(): void {}

  doctype(): void {}

  finish(): string {
    this.endLink();
    const lines = this.written.join('').split('\n');
    return lines
      .map((line) => line.trimEnd())
      .join('\n')
      .trim();
  }

  private isHidden(tag: Token.TagToken): boolean {
    if (HIDDEN.has(tag.tagName) || attribute(tag, 'aria-hidden') === 'true') return true;
    return /display\s{0,9}:\s{0,9}none/i.test(attribute(tag, 'style') ?? '');
  }

  /** Line breaks an element stands between; a list inside a list stays close. */
  private breaksAround(name: string): number {
    if (name === 'ul' || name === 'ol') return this.lists.length > 0 ? 1 : 2;
    if (PARAGRAPHS.has(name)) return 2;
    return LINES.has(name) ? 1 : 0;
  }

  private owe(breaks: number): void {
    this.breaks = Math.max(this.breaks, breaks);
  }

  private write(text: string): void {
    if (text === '') return;
    const last = this.written.at(-1);
    if (last !== undefined) {
      if (this.breaks > 0) this.written.push('\n'.repeat(this.breaks));
      else if (this.space && !last.endsWith(' ')) this.written.push(' ');
    }
    this.breaks = 0;
    this.space = false;
    this.written.push(text);
  }

  private listMark(): string {
    const list = this.lists.at(-1);
    const indent = '  '.repeat(Math.min(5, Math.max(0, this.lists.length - 1)));
    if (!list?.ordered) return `${indent}- `;
    list.count++;
    return `${indent}${list.count}. `;
  }

  private startCell(): void {
    const table = this.tables.at(-1);
    if (!table?.isData) this.owe(1);
    else if (table.cells++ > 0) {
      this.space = false;
      this.write('  ');
    }
  }

  private startLink(href: string): void {
    this.endLink();
    this.link = { href, start: this.written.length, alt: '' };
  }

  private endLink(): void {
    const { link } = this;
    if (!link) return;
    this.link = null;
    const slot = this.placeholders.split(link.href)[0];
    if (slot === undefined || typeof slot === 'string' || slot.kind !== 'url') return;
    const { written } = slot;
    if (written === '' || written.startsWith('#')) return;
    if (this.writtenSince(link.start) === '' && link.alt !== '') this.write(this.toTextSlots(link.alt));
    const label = this.placeholders.asWritten(this.writtenSince(link.start));
    if (written === `mailto:${label}` || written === `tel:${label}`) return;
    this.writeAddress(link.start, label, written, this.placeholders.add({ ...slot, escape: 'text' }));
  }

  private writeAddress(start: number, label: string, written: string, address: string): void {
    this.space = false;
    if (label === written) this.rewriteSince(start, address);
    else if (label !== '') this.write(`: ${address}`);
    else this.write(address);
    // A picture without words and the words beside it often lead to the same page; once is enough.
    if (this.wordless?.address === written && label !== '') this.forget(this.wordless.index);
    this.wordless = label === '' ? { address: written, index: this.written.length - 1 } : null;
  }

  private forget(index: number): void {
    this.written[index] = '';
    if (this.written[index + 1] === ' ') this.written[index + 1] = '';
  }

  private writtenSince(start: number): string {
    return this.written.slice(start).join('').trim();
  }

  /** Replaces the words of a link by its address and keeps the breaks before them. */
  private rewriteSince(start: number, address: string): void {
    const [lead = ''] = this.written.splice(start);
    if (lead.trim() === '') this.written.push(lead);
    this.written.push(address);
  }

  /** Merge tags print unescaped in the text part; nothing else that stands in the HTML belongs to it. */
  private toTextSlots(text: string): string {
    return this.placeholders.map(
      text,
      (part) => part,
      (slot: Slot) => (slot.kind === 'tag' ? this.placeholders.add({ ...slot, context: 'text' }) : ''),
    );
  }
}

function attribute(tag: Token.TagToken, name: string): string | undefined {
  return tag.attrs.find((attr) => attr.name === name)?.value;
}
