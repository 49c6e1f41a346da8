import type { Token } from 'parse5';
import type { Context } from '../merge/nodes.ts';
import { cleanUrl, NOWHERE } from '../merge/prepare-url.ts';
import { DROPPED_ATTRIBUTES, URL_ATTRIBUTES } from './allowed.ts';

/** What rebuilding an attribute needs from the element's surroundings. */
interface AttributeSurroundings {
  /** What was taken out: words that stand in the source -> the sentence about it. */
  removed: Map<string, string>;
  context(): Context;
  attributeValue(value: string, context: Context): string;
  urlValue(value: string, options: { link: boolean; track: boolean }): string;
}

const NAME = /^[a-z_][a-z0-9_.:-]*$/i;
const RUNNING_STYLE = /javascript:|vbscript:|expression\s{0,9}\(|-moz-binding|behavior\s{0,9}:/i;

/** The attributes of a start tag as HTML text, each with a leading space. */
export function rebuildAttributes(tag: Token.TagToken, surroundings: AttributeSurroundings): string {
  const track = !tag.attrs.some((attr) => attr.name === 'data-no-track');
  let html = '';
  for (const { name, prefix, value } of tag.attrs) {
    const fullName = prefix ? `${prefix}:${name}` : name;
    if (fullName === 'data-no-track' || !isHarmless(fullName, value, surroundings.removed)) continue;
    html += ` ${fullName}="${attributeHtml(tag.tagName, fullName, value, track, surroundings)}"`;
  }
  return html;
}

function isHarmless(name: string, value: string, removed: Map<string, string>): boolean {
  if (name.startsWith('on')) {
    removed.set(name, `The attribute ${name.slice(0, 30)} was taken out: mail programs never run scripts.`);
    return false;
  }
  if (!NAME.test(name) || DROPPED_ATTRIBUTES.has(name)) return false;
  if (name === 'style' && RUNNING_STYLE.test(value)) {
    removed.set('style', 'A style that tries to run a script was taken out.');
    return false;
  }
  return true;
}

function attributeHtml(
  element: string,
  name: string,
  value: string,
  track: boolean,
  surroundings: AttributeSurroundings,
): string {
  if (!URL_ATTRIBUTES.has(name)) {
    return surroundings.attributeValue(value, name === 'style' ? 'css' : surroundings.context());
  }
  const isLink = name === 'href' && element !== 'link';
  if (cleanUrl(value, !isLink) === NOWHERE && value.trim() !== NOWHERE) {
    removedAddress(value, surroundings.removed);
    return NOWHERE;
  }
  return surroundings.urlValue(value, { link: isLink, track });
}

function removedAddress(value: string, removed: Map<string, string>): void {
  const scheme = value
    .slice(0, value.indexOf(':'))
    .replace(/[^a-z]/gi, '')
    .toLowerCase()
    .slice(0, 12);
  removed.set(`${scheme}:`, `A ${scheme}: address was taken out: it is not safe in email.`);
}
