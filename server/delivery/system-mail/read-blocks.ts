/** A part of a template's text: a paragraph, a button, or a merge tag that stands alone and prints nothing itself. */
export type Block =
  | { kind: 'paragraph'; lines: string[] }
  | { kind: 'button'; words: string; url: string }
  | { kind: 'tag'; tag: string };

const BUTTON = /^\[([^\]]+)\]\(\s*(\{\{.*\}\}|https?:\/\/[^\s()]+)\s*\)$/;
const TAG = /^\{%.*%\}$/;

/** Takes a template's text apart, line by line. Empty lines, buttons and tags on lines of their own end a paragraph. */
export function readBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  const end = () => {
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', lines: paragraph });
    paragraph = [];
  };
  for (const line of text.split(/\r\n?|\n/).map((raw) => raw.trim())) {
    const own = ownBlock(line);
    if (own || line === '') end();
    else paragraph.push(line);
    if (own) blocks.push(own);
  }
  end();
  return blocks;
}

function ownBlock(line: string): Block | undefined {
  const [, words, url] = BUTTON.exec(line) ?? [];
  if (words !== undefined && url !== undefined) return { kind: 'button', words, url };
  return TAG.test(line) ? { kind: 'tag', tag: line } : undefined;
}
