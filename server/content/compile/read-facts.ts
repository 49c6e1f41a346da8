import type { SourceFacts } from '../compiled.ts';
import { schemeOf } from '../merge/prepare-url.ts';
import type { Position } from '../merge/problem.ts';
import type { Placeholders } from './placeholders.ts';
import { readHtml } from './tokens.ts';

const IMAGES = new Set(['img', 'mj-image', 'mj-carousel-image']);
const LINKS = new Set(['a', 'area', 'mj-button', 'mj-navbar-link', 'mj-social-element']);
const MOST = 50;

/** Reads a protected source (MJML or HTML) for what the checks report with line and column. */
export function readFacts(
  source: string,
  placeholders: Placeholders,
  position: (offset: number) => Position,
): Omit<SourceFacts, 'notes'> {
  const facts: Omit<SourceFacts, 'notes'> = {
    imagesWithoutAlt: [],
    insecureLinks: [],
    linksWithoutAddress: [],
    relativeLinks: [],
  };
  let inDefaults = false;
  readHtml(source, {
    startTag(tag) {
      if (tag.tagName === 'mj-attributes') inDefaults = true;
      if (inDefaults) return;
      const at = () => position(tag.location!.startOffset);
      const value = (name: string) => tag.attrs.find((attr) => attr.name === name)?.value;
      if (IMAGES.has(tag.tagName) && value('alt') === undefined) remember(facts.imagesWithoutAlt, at());
      const href = value('href')?.trim();
      const mustLead =
        tag.tagName === 'mj-button' ||
        (tag.tagName === 'a' && value('name') === undefined && value('id') === undefined);
      if ((LINKS.has(tag.tagName) && (href === '' || href === '#')) || (href === undefined && mustLead)) {
        remember(facts.linksWithoutAddress, at());
      } else if (href !== undefined && tag.tagName !== 'link') noteAddress(href, at());
    },
    endTag(tag) {
      if (tag.tagName === 'mj-attributes') inDefaults = false;
    },
    text() {},
    comment() {},
    doctype() {},
  });
  return facts;

  function noteAddress(href: string, at: Position): void {
    const url = placeholders.asWritten(href);
    const scheme = schemeOf(href);
    if (scheme === 'http') remember(facts.insecureLinks, { url, at });
    else if (scheme === null && !href.startsWith('#') && typeof placeholders.split(href)[0] === 'string') {
      remember(facts.relativeLinks, { url, at });
    }
  }
}

function remember<T>(list: T[], item: T): void {
  if (list.length < MOST) list.push(item);
}
