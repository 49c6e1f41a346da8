import { type MjmlComplaint, runMjml } from './mjml-in-thread.ts';

/** A complaint about the MJML, at an offset of the text given. */
interface MjmlProblem {
  message: string;
  offset: number;
}

type MjmlResult = { html: string; warnings: MjmlProblem[] } | { errors: MjmlProblem[] };

/** Turns MJML into HTML. Files are never included and no fonts are loaded that the author did not ask for. */
export async function mjmlToHtml(source: string): Promise<MjmlResult> {
  const errors = [...findIncludes(source), ...findUnbalanced(source)];
  if (errors.length > 0) return { errors };
  const outcome = await runMjml(source);
  if ('failure' in outcome)
    return { errors: [{ message: `MJML could not be read: ${outcome.failure}`, offset: 0 }] };
  return sortComplaints(source, outcome.html, outcome.complaints);
}

function findIncludes(source: string): MjmlProblem[] {
  return offsetsOf(source.toLowerCase(), '<mj-include').map((offset) => ({
    message:
      '<mj-include> cannot be used: an email is one source and reads no files. Paste the content here instead.',
    offset,
  }));
}

function offsetsOf(text: string, wanted: string): number[] {
  const offsets: number[] = [];
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) offsets.push(at);
  return offsets;
}

/** MJML's parser stops at a wrong closing tag without naming its place, so the place is found here first. */
function findUnbalanced(source: string): MjmlProblem[] {
  const open: { name: string; offset: number }[] = [];
  for (const tag of mjmlTags(source)) {
    if (tag.closing) {
      const last = open.pop();
      if (!last) return [{ message: `</${tag.name}> closes nothing.`, offset: tag.offset }];
      if (last.name !== tag.name) {
        return [{ message: `<${last.name}> is not closed before </${tag.name}>.`, offset: last.offset }];
      }
    } else if (!tag.selfClosing) open.push(tag);
    if (open.length > 100)
      return [{ message: 'MJML elements are nested more than 100 deep.', offset: tag.offset }];
  }
  const last = open.at(-1);
  if (last) return [{ message: `<${last.name}> is never closed.`, offset: last.offset }];
  if (/<mjml[\s>]/i.test(source)) return [];
  return [{ message: 'MJML starts with <mjml> and ends with </mjml>.', offset: 0 }];
}

/** The mjml and mj-… tags in order; one pass that skips comments and quoted attribute values. */
function* mjmlTags(source: string) {
  for (let at = source.indexOf('<'); at !== -1; at = source.indexOf('<', at + 1)) {
    if (source.startsWith('<!--', at)) {
      const end = source.indexOf('-->', at);
      if (end === -1) return;
      at = end;
      continue;
    }
    const match = /^<(\/?)(mj-[a-z-]+|mjml)(?=[\s/>])/i.exec(source.slice(at, at + 60));
    if (!match) continue;
    const end = endOfTag(source, at);
    const selfClosing = source[end - 1] === '/';
    yield { name: match[2]!.toLowerCase(), offset: at, closing: match[1] === '/', selfClosing };
    at = end;
  }
}

function endOfTag(source: string, from: number): number {
  let quote = '';
  for (let at = from; at < source.length; at++) {
    const char = source[at]!;
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '>') return at;
  }
  return source.length;
}

/** Content that MJML leaves out is an error; an attribute it does not know is worth a warning. */
function sortComplaints(source: string, html: string, complaints: readonly MjmlComplaint[]): MjmlResult {
  const lines = lineStarts(source);
  const errors: MjmlProblem[] = [];
  const warnings: MjmlProblem[] = [];
  for (const complaint of complaints) {
    const lineStart = lines[Math.max(0, complaint.line - 1)] ?? 0;
    const tag = source.indexOf(`<${complaint.tagName}`, lineStart);
    const problem = { message: complaint.message, offset: tag === -1 ? lineStart : tag };
    if (/^Attribute/.test(complaint.message)) warnings.push(problem);
    else errors.push(problem);
  }
  return errors.length > 0 ? { errors } : { html, warnings };
}

function lineStarts(source: string): number[] {
  const starts = [0];
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
