import type { Context, UrlNode } from '../merge/nodes.ts';
import type { Part } from '../merge/parse-template.ts';
import { schemeOf } from '../merge/prepare-url.ts';
import type { Tag } from '../merge/scan-tags.ts';
import type { Placeholders } from './placeholders.ts';

/** A link whose clicks can be counted. The same address has the same number everywhere in the email. */
export interface Link {
  index: number;
  /** The address with its merge tags as written. */
  url: string;
}

/** Addresses that must work as they are, or that no click can be counted on. */
const SYSTEM_URL = /^\s*(unsubscribe_url|web_version_url)\s*$/;

/** Collects the links of one email, in order of appearance, HTML before text. */
export class Links {
  readonly list: Link[] = [];
  private readonly placeholders: Placeholders;
  private readonly byUrl = new Map<string, number>();

  constructor(placeholders: Placeholders) {
    this.placeholders = placeholders;
  }

  /** Registers an address and returns the placeholder to write in its stead. */
  slot(value: string, options: { link: boolean; track: boolean; escape: UrlNode['escape'] }): string {
    const isCounted = options.link && options.track && this.isCountable(value);
    return this.placeholders.add({
      kind: 'url',
      parts: this.parts(value),
      written: this.placeholders.asWritten(value).trim(),
      link: isCounted ? this.number(value) : null,
      escape: options.escape,
    });
  }

  private number(value: string): number {
    const url = this.placeholders.asWritten(value);
    const known = this.byUrl.get(url);
    if (known !== undefined) return known;
    const index = this.list.length;
    this.list.push({ index, url });
    this.byUrl.set(url, index);
    return index;
  }

  /** False when the address can be seen not to be a web page: mailto:, #section, a path, or one of our own. */
  private isCountable(value: string): boolean {
    const [first] = this.placeholders.split(value.trim());
    if (first === undefined) return false;
    if (typeof first !== 'string') {
      return !(first.kind === 'tag' && first.tag.kind === 'output' && SYSTEM_URL.test(first.tag.body));
    }
    const scheme = schemeOf(first);
    return scheme === 'http' || scheme === 'https';
  }

  private parts(value: string): Part[] {
    const landing = new UrlLanding();
    const parts: Part[] = [];
    for (const part of this.placeholders.split(value)) {
      if (typeof part === 'string') {
        landing.text(part);
        parts.push(part);
      } else if (part.kind === 'tag') parts.push({ tag: part.tag, context: landing.tag(part.tag) });
    }
    return parts;
  }
}

/**
 * Decides how values inside an address are encoded: at its very start a value is the address itself, later it is a
 * piece of path or query. Each branch of an {% if %} starts from where the {% if %} stood.
 */
class UrlLanding {
  private started = false;
  private readonly before: boolean[] = [];

  text(text: string): void {
    if (text.trim() !== '') this.started = true;
  }

  tag(tag: Tag): Context {
    if (tag.kind === 'block') {
      this.block(/^\s*(\w+)/.exec(tag.body)?.[1] ?? '');
      return 'url';
    }
    const context = this.started ? 'url' : 'address';
    this.started = true;
    return context === 'url' && /\|\s*url_encode\s*$/.test(tag.body) ? 'encoded' : context;
  }

  private block(word: string): void {
    if (word === 'if' || word === 'unless' || word === 'for') this.before.push(this.started);
    else if (word === 'else' || word === 'elsif') this.started = this.before.at(-1) ?? this.started;
    else if (word.startsWith('end')) {
      this.before.pop();
      this.started = true;
    }
  }
}
