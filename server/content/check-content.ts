import { alwaysWrites } from './always-writes.ts';
import type { CompiledContent } from './compiled.ts';
import type { Check } from './contract.ts';
import type { Position } from './merge/problem.ts';
import { prepare, type RenderData, RenderError, type RenderedContent, render } from './render.ts';
import { sampleData } from './sample-data.ts';
import { unknownNames } from './unknown-names.ts';
import { type Part, usedFields } from './used-fields.ts';

export interface CheckOptions {
  /** Names of the fields contacts can have, without `contact.`; unknown fields are not looked for when absent. */
  knownFields?: readonly string[];
  /** Whom to render as; a sample contact when absent. */
  data?: RenderData;
}

/** Gmail cuts the HTML off at this many bytes, and the unsubscribe link with it. */
const CLIP_BYTES = 102 * 1024;
const NEAR_CLIP_BYTES = 90 * 1024;
const LONG_SUBJECT = 70;

/** Values that occur in no email, to see whether a tag reaches the reader. */
const UNSUBSCRIBE_MARK = 'https://unsubscribe.invalid/6b1f9a';
const ADDRESS_MARK = 'postal-address-6b1f9a';

/**
 * The checklist of one email: an error must be mended before sending, a warning should be looked at, ok says what is
 * well. Sender, audience and domain are other domains' business.
 */
export function checkContent(compiled: CompiledContent, options: CheckOptions = {}): Check[] {
  const data = {
    ...(options.data ?? sampleData()),
    account: { name: options.data?.account.name ?? 'Sample', postal_address: ADDRESS_MARK },
    unsubscribe_url: UNSUBSCRIBE_MARK,
  };
  let sample: RenderedContent;
  try {
    sample = render(prepare(compiled), data);
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    return [fault('render', error.message, 'Give loops a limit, or make the email shorter.')];
  }
  return [
    ...checkUnsubscribe(sample, compiled),
    checkPostalAddress(sample, compiled),
    ...checkSubject(sample.subject),
    checkPreheader(sample.preheader),
    checkSize(sample.html),
    checkTextPart(sample.text),
    checkAltTexts(compiled.facts.imagesWithoutAlt),
    ...checkLinks(compiled),
    ...checkFields(compiled, options.knownFields),
    ...compiled.facts.notes.map(({ message, at }) =>
      warning('source', message, 'Look at this place in the source.', at),
    ),
  ];
}

function checkUnsubscribe({ html, text }: RenderedContent, compiled: CompiledContent): Check[] {
  const hint = 'Add a link to {{ unsubscribe_url }}, usually in the footer.';
  if (!html.includes(`href="${UNSUBSCRIBE_MARK}`)) {
    return [fault('unsubscribe_link', 'There is no unsubscribe link.', hint)];
  }
  if (!alwaysWrites(compiled.html, 'unsubscribe_url', 'link')) {
    return [fault('unsubscribe_link', 'Not every reader gets the unsubscribe link.', OUTSIDE)];
  }
  if (!text.includes(UNSUBSCRIBE_MARK)) {
    const message = 'The plain-text part has no unsubscribe link.';
    return [warning('unsubscribe_link', message, 'Write {{ unsubscribe_url }} in the text part too.')];
  }
  return [ok('unsubscribe_link', 'Readers can unsubscribe.')];
}

/** What the law asks for may not hang on a reader's fields. */
const OUTSIDE = 'It stands inside a condition or loop: move it out, or put it in every branch.';

function checkPostalAddress({ html }: RenderedContent, compiled: CompiledContent): Check {
  if (html.includes(ADDRESS_MARK)) {
    return alwaysWrites(compiled.html, 'account.postal_address', 'anywhere')
      ? ok('postal_address', 'Your postal address is shown.')
      : fault('postal_address', 'Not every reader is shown your postal address.', OUTSIDE);
  }
  const hint = 'The law asks for it in marketing mail. Add {{ account.postal_address }} to the footer.';
  return fault('postal_address', 'Your postal address is missing.', hint);
}

function checkSubject(subject: string): Check[] {
  if (subject === '')
    return [fault('subject', 'The subject is empty.', 'Say in a few words what the email is about.')];
  const checks: Check[] = [];
  const length = [...subject].length;
  if (length > LONG_SUBJECT) {
    const message = `The subject is long: ${length} characters.`;
    checks.push(warning('subject', message, `Inboxes cut it off; up to ${LONG_SUBJECT} characters is safe.`));
  }
  if (isAllCapitals(subject)) {
    const hint = 'Spam filters and readers dislike that. Write it as you would in a letter.';
    checks.push(warning('subject_capitals', 'The subject is in capitals only.', hint));
  }
  return checks.length > 0 ? checks : [ok('subject', 'The subject reads well.')];
}

function isAllCapitals(subject: string): boolean {
  const letters = subject.match(/\p{L}/gu) ?? [];
  return letters.length >= 8 && subject === subject.toUpperCase() && subject !== subject.toLowerCase();
}

function checkPreheader(preheader: string): Check {
  if (preheader !== '') return ok('preheader', 'Inboxes show your preview text.');
  const hint = 'Without it they show the first words of the email. A short sentence does well.';
  return warning('preheader', 'There is no preview text for inboxes.', hint);
}

function checkSize(html: string): Check {
  const bytes = Buffer.byteLength(html);
  const size = `${Math.ceil(bytes / 1024)} KB`;
  if (bytes > CLIP_BYTES) {
    const message = `The email is too large: ${size}. Gmail cuts it off after 102 KB.`;
    return warning(
      'size',
      message,
      'What is cut includes the unsubscribe link. Shorten it, or split it in two.',
    );
  }
  if (bytes > NEAR_CLIP_BYTES) {
    const hint = 'Counted links add a little more. Shorten it to stay clear.';
    return warning('size', `The email is large: ${size}. Gmail cuts it off after 102 KB.`, hint);
  }
  return ok('size', `The email is ${size}, well below the 102 KB at which Gmail cuts off.`);
}

function checkTextPart(text: string): Check {
  if (text.trim() !== '') return ok('text_part', 'There is a plain-text part.');
  const hint = 'Some readers and many filters look at it. Write one, or switch back to the automatic one.';
  return warning('text_part', 'The plain-text part is empty.', hint);
}

function checkAltTexts(images: readonly Position[]): Check {
  if (images.length === 0) return ok('alt_texts', 'Every image has an alternative text.');
  const message = `${count(images, 'image has', 'images have')} no alternative text.`;
  const hint =
    'Many inboxes hide images at first, and some readers cannot see them. Describe each with alt="…".';
  return warning('alt_texts', message, hint, images[0]);
}

function checkLinks({ facts }: CompiledContent): Check[] {
  const checks: Check[] = [];
  const { linksWithoutAddress, relativeLinks, insecureLinks } = facts;
  if (linksWithoutAddress.length > 0) {
    const message = `${count(linksWithoutAddress, 'link leads', 'links lead')} nowhere.`;
    checks.push(
      warning('link_address', message, 'Give each an address in href="…".', linksWithoutAddress[0]),
    );
  }
  if (relativeLinks.length > 0) {
    const message = `A link has no full address: ${shorten(relativeLinks[0]!.url)}`;
    const hint = 'In an email an address starts with https://.';
    checks.push(warning('link_relative', message, hint, relativeLinks[0]!.at));
  }
  if (insecureLinks.length > 0) {
    const message = `${count(insecureLinks, 'link uses', 'links use')} http:// instead of https://.`;
    const hint = 'Browsers warn about such pages. Use https:// if the site has it.';
    checks.push(warning('link_insecure', message, hint, insecureLinks[0]!.at));
  }
  return checks.length > 0 ? checks : [ok('links', 'Every link has a secure address.')];
}

function checkFields(compiled: CompiledContent, knownFields: readonly string[] | undefined): Check[] {
  const known = knownFields ? new Set([...knownFields, 'email']) : null;
  const checks: Check[] = unknownNames(compiled).map((unknown) => {
    const { name } = unknown;
    const hint = known?.has(name)
      ? `Write {{ contact.${name} }}. As it stands it is empty for everybody.`
      : 'Check the spelling; fields of your contacts begin with contact. As it stands it is empty for everybody.';
    return inPart(unknown, 'unknown_name', `No merge tag is called “${name}”.`, hint);
  });
  for (const field of usedFields(compiled)) {
    const tag = `contact.${field.name}`;
    if (known && !known.has(field.name)) {
      const meanwhile = field.hasFallback ? 'everybody gets the fallback' : 'it prints nothing';
      const hint = `Check the spelling, or add the field to your contacts. Until then ${meanwhile}.`;
      checks.push(inPart(field, 'unknown_field', `Your contacts have no field “${field.name}”.`, hint));
    } else if (!field.hasFallback && field.name !== 'email') {
      const hint = `Write {{ ${tag} | default: "…" }} with words that fit when it is empty.`;
      checks.push(inPart(field, 'missing_fallback', `Some contacts may have no “${field.name}”.`, hint));
    }
  }
  return checks.length > 0 ? checks.slice(0, 20) : [ok('fields', 'Every merge field has a fallback.')];
}

/** A warning that leads to the part it is about; only places in the design are lines of the source one sees. */
function inPart(place: { part: Part; at?: Position }, id: string, message: string, hint: string): Check {
  const prefix = { subject: 'subject_', preheader: 'preheader_', fromName: 'from_name_', html: '', text: '' };
  return warning(prefix[place.part] + id, message, hint, place.part === 'html' ? place.at : undefined);
}

function count(items: readonly unknown[], one: string, many: string): string {
  return items.length === 1 ? `1 ${one}` : `${items.length} ${many}`;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function ok(id: string, message: string): Check {
  return { id, severity: 'ok', message, hint: '' };
}

function warning(id: string, message: string, hint: string, at?: Position): Check {
  return { id, severity: 'warning', message, hint, ...(at && { line: at[0], column: at[1] }) };
}

function fault(id: string, message: string, hint: string): Check {
  return { id, severity: 'error', message, hint };
}
