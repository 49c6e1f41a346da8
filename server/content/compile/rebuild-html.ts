import type { Token } from 'parse5';
import { escapeHtml } from '../merge/make-safe.ts';
import type { Context } from '../merge/nodes.ts';
import { MergeError } from '../merge/problem.ts';
import { ALLOWED_ELEMENTS, DROPPED_WITH_CONTENT, WORTH_A_WARNING } from './allowed.ts';
import type { Links } from './links.ts';
import type { Placeholders, Slot } from './placeholders.ts';
import { rebuildAttributes } from './rebuild-attributes.ts';
import { type HtmlHandler, readHtml } from './tokens.ts';

interface RebuildOptions {
  language: string;
  direction: 'ltr' | 'rtl';
  /** HTML for an empty title element. */
  title: string;
  /** HTML put right after the start of the body. */
  preview: string;
}

interface Rebuilt {
  html: string;
  /** What was taken out: words that stand in the source -> the sentence about it. */
  removed: Map<string, string>;
  errors: MergeError[];
}

/**
 * Writes HTML anew from its tokens: only allowed elements and attributes, every attribute quoted, every address a
 * slot, every merge tag in the context it lands in, needless whitespace gone. Because nothing is copied that was not
 * understood, what is taken out cannot come back through the way a browser reads broken HTML.
 */
export function rebuildHtml(
  html: string,
  placeholders: Placeholders,
  links: Links,
  options: RebuildOptions,
): Rebuilt {
  const rebuilder = new Rebuilder(html, placeholders, links, options, null);
  readHtml(html, rebuilder);
  rebuilder.finish();
  const { out, removed, errors } = rebuilder;
  return { html: out.join(''), removed, errors };
}

const CONDITION = /^\[if [a-z0-9 |&()!.]{1,60}\]>/i;
/** Elements of Office that only stand inside its conditional comments. */
const OFFICE_ELEMENT = /^(xml|noscript|[vow]:[a-z0-9]{1,40})$/i;

class Rebuilder implements HtmlHandler {
  readonly out: string[] = [];
  readonly removed: Map<string, string>;
  readonly errors: MergeError[];
  private readonly placeholders: Placeholders;
  private readonly links: Links;
  private readonly options: RebuildOptions;
  /** Inside an Outlook conditional comment. */
  private readonly inComment: boolean;
  private readonly isFragment: boolean;
  private readonly keepSpaces: boolean;
  private skipping: { name: string; depth: number } | null = null;
  private inElement: 'style' | 'title' | null = null;
  private titleIsEmpty = false;
  private preDepth = 0;
  private bodySeen = false;
  private bodyClosed = false;

  constructor(
    html: string,
    placeholders: Placeholders,
    links: Links,
    options: RebuildOptions,
    parent: Rebuilder | null,
  ) {
    this.placeholders = placeholders;
    this.links = links;
    this.options = options;
    this.inComment = parent !== null;
    this.removed = parent?.removed ?? new Map();
    this.errors = parent?.errors ?? [];
    this.keepSpaces = parent?.keepSpaces ?? /white-space\s{0,9}:\s{0,9}(pre|break)/i.test(html);
    this.isFragment = parent === null && !/<body[\s>/]/i.test(html);
    if (this.isFragment) this.openDocument();
  }

  startTag(tag: Token.TagToken, raw: string): void {
    if (this.skipping) {
      if (tag.tagName === this.skipping.name) this.skipping.depth++;
      return;
    }
    this.refuseMergeTagsInside(tag);
    const name = tag.tagName;
    if (!this.isAllowed(name)) {
      this.drop(tag);
      return;
    }
    if (this.isFragment && /^(html|head|body|title)$/.test(name)) {
      if (name === 'title') this.skipping = { name, depth: 1 };
      return;
    }
    if (name === 'body' && this.bodySeen) return;
    if (name === 'meta' && this.isForeignMeta(tag)) return;
    if (name === 'link' && attribute(tag, 'rel')?.toLowerCase() !== 'stylesheet') return;
    if (name === 'pre') this.preDepth++;
    if (name === 'style' || name === 'title') this.inElement = name;
    if (name === 'title') this.titleIsEmpty = true;
    this.setLanguage(tag);
    const written = raw.slice(1, 1 + name.length);
    this.out.push(`<${written}${rebuildAttributes(tag, this)}${tag.selfClosing ? ' /' : ''}>`);
    if (name === 'body') this.openBody();
  }

  endTag(tag: Token.TagToken, raw: string): void {
    const name = tag.tagName;
    if (this.skipping) {
      if (name === this.skipping.name && --this.skipping.depth === 0) this.skipping = null;
      return;
    }
    if (this.placeholders.has(name)) this.refuse(name);
    if (!this.isAllowed(name)) return;
    if (this.isFragment && /^(html|head|body)$/.test(name)) return;
    if (name === 'pre' && this.preDepth > 0) this.preDepth--;
    if (name === 'title' && this.titleIsEmpty) this.out.push(this.options.title);
    if (name === this.inElement) this.inElement = null;
    if (name === 'body') this.closeBody();
    else this.out.push(`</${raw.slice(2, 2 + name.length)}>`);
  }

  text(raw: string): void {
    if (this.skipping) return;
    if (this.inElement === 'style') {
      this.addStyle(raw);
      return;
    }
    if (this.inElement === 'title' && raw.trim() !== '') this.titleIsEmpty = false;
    const collapse = this.preDepth === 0 && !this.keepSpaces;
    const literal = (part: string) => escapeAngles(collapse ? collapseSpaces(part) : part, this.inComment);
    const isPlainText = this.inElement === 'title' || this.inComment;
    if (isPlainText) this.out.push(this.placeholders.inContext(raw, this.context(), literal));
    else this.out.push(this.placeholders.inHtmlText(raw, literal));
  }

  /** Keeps what Outlook reads (its conditional comments, themselves written anew) and drops other comments. */
  comment(data: string, raw: string): void {
    if (this.skipping || this.inComment) return;
    const condition = CONDITION.exec(data)?.[0];
    const isBoundary = data === '<![endif]' || (condition && data === `${condition}<!`);
    if (/^<!\[(if [a-z0-9 |&()!.]{1,60}|endif)\]>$/i.test(raw)) this.out.push(raw);
    else if (isBoundary) this.out.push(`<!--${data}-->`);
    else if (condition && /<!\[endif\]$/i.test(data)) this.addConditional(condition, data);
    else this.keepBlockTags(data);
  }

  private addConditional(condition: string, data: string): void {
    const inner = data.slice(condition.length, -'<![endif]'.length);
    const rebuilder = new Rebuilder(inner, this.placeholders, this.links, this.options, this);
    readHtml(inner, rebuilder);
    this.out.push(`<!--${condition}${rebuilder.out.join('')}<![endif]-->`);
  }

  /** Some writers hide conditions in comments so that their editor leaves them alone; those still hold. */
  private keepBlockTags(comment: string): void {
    const isBlock = (slot: Slot) => slot.kind === 'tag' && slot.tag.kind === 'block';
    this.out.push(
      this.placeholders.map(
        comment,
        () => '',
        (slot) => (isBlock(slot) ? this.placeholders.add(slot) : ''),
      ),
    );
  }

  doctype(): void {
    if (!this.isFragment && this.out.length === 0) this.out.push('<!doctype html>\n');
  }

  /** Called once after the last token. */
  finish(): void {
    this.closeBody();
    if (this.isFragment) this.out.push('</html>');
  }

  /** Turns the value of an ordinary attribute into quoted HTML. */
  attributeValue(value: string, context: Context): string {
    return this.placeholders.inContext(value, context, escapeHtml);
  }

  /** Registers the address in an attribute as a slot. */
  urlValue(value: string, options: { link: boolean; track: boolean }): string {
    return this.links.slot(value, { ...options, escape: this.inComment ? 'comment' : 'html' });
  }

  context(): Context {
    if (this.inComment) return 'comment';
    return 'html';
  }

  private openDocument(): void {
    const { language, direction, title } = this.options;
    this.out.push(
      `<!doctype html>\n<html lang="${escapeHtml(language)}" dir="${direction}"><head><meta charset="utf-8">`,
      `<meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title></head><body>`,
    );
    this.openBody();
  }

  private openBody(): void {
    this.bodySeen = true;
    this.out.push(this.options.preview);
  }

  private closeBody(): void {
    if (this.bodyClosed || this.inComment) return;
    this.bodyClosed = true;
    this.out.push(this.placeholders.add({ kind: 'pixel' }), '</body>');
  }

  private isAllowed(name: string): boolean {
    return ALLOWED_ELEMENTS.has(name) || (this.inComment && OFFICE_ELEMENT.test(name));
  }

  private drop(tag: Token.TagToken): void {
    const name = tag.tagName;
    if (WORTH_A_WARNING.has(name)) {
      this.removed.set(`<${name}`, `<${name}> was taken out: mail programs neither run nor show it.`);
    }
    const closesItself = tag.selfClosing && (name === 'svg' || name === 'math');
    if (DROPPED_WITH_CONTENT.has(name) && !closesItself) this.skipping = { name, depth: 1 };
  }

  private isForeignMeta(tag: Token.TagToken): boolean {
    const equivalent = attribute(tag, 'http-equiv')?.toLowerCase();
    return equivalent !== undefined && equivalent !== 'content-type' && equivalent !== 'x-ua-compatible';
  }

  private setLanguage(tag: Token.TagToken): void {
    const { language, direction } = this.options;
    const set = (name: string, value: string) => {
      const existing = tag.attrs.find((attr) => attr.name === name);
      if (existing) existing.value = value;
      else tag.attrs.push({ name, value });
    };
    const current = attribute(tag, 'lang');
    if (current === 'und' || (tag.tagName === 'html' && !current)) set('lang', language);
    const way = attribute(tag, 'dir');
    if (way === 'auto' || (tag.tagName === 'html' && !way)) set('dir', direction);
  }

  private addStyle(raw: string): void {
    const literal = (part: string) => part.replace(/<(?![ =])/g, '').replace(/\n\s+/g, '\n');
    this.out.push(this.placeholders.inContext(raw, 'sheet', literal));
  }

  /** A merge tag inside the angle brackets could open an element the rebuilding never saw. */
  private refuseMergeTagsInside(tag: Token.TagToken): void {
    if (this.placeholders.has(tag.tagName)) this.refuse(tag.tagName);
    for (const attr of tag.attrs) if (this.placeholders.has(attr.name)) this.refuse(attr.name);
  }

  private refuse(text: string): void {
    for (const part of this.placeholders.split(text)) {
      if (typeof part === 'string' || part.kind !== 'tag') continue;
      this.errors.push(
        new MergeError(
          `${part.tag.written} stands inside an HTML tag. Merge tags can stand in text and in quoted attribute values.`,
          part.tag.at,
        ),
      );
    }
  }
}

function attribute(tag: Token.TagToken, name: string): string | undefined {
  return tag.attrs.find((attr) => attr.name === name)?.value;
}

/** A lone < in text could join what follows into a tag; inside a comment a > could end the comment. */
function escapeAngles(text: string, inComment: boolean): string {
  const escaped = text.replaceAll('<', '&lt;');
  return inComment ? escaped.replaceAll('>', '&gt;') : escaped;
}

function collapseSpaces(text: string): string {
  return text.replace(/[ \t\n\r\f]+/g, (run) => (run.includes('\n') ? '\n' : ' '));
}
