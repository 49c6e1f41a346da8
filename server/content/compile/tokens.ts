import { type Token, Tokenizer, TokenizerMode } from 'parse5';

/** Calls for the parts of an HTML text, in order. `raw` is the source text of the part. */
export interface HtmlHandler {
  startTag(tag: Token.TagToken, raw: string): void;
  endTag(tag: Token.TagToken, raw: string): void;
  /** `decoded` has its entities resolved. */
  text(raw: string, decoded: string): void;
  comment(data: string, raw: string): void;
  doctype(raw: string): void;
}

const MODES: ReadonlyMap<string, (typeof TokenizerMode)[keyof typeof TokenizerMode]> = new Map([
  ['title', TokenizerMode.RCDATA],
  ['textarea', TokenizerMode.RCDATA],
  ['style', TokenizerMode.RAWTEXT],
  ['xmp', TokenizerMode.RAWTEXT],
  ['iframe', TokenizerMode.RAWTEXT],
  ['noembed', TokenizerMode.RAWTEXT],
  ['noframes', TokenizerMode.RAWTEXT],
  ['script', TokenizerMode.SCRIPT_DATA],
  ['plaintext', TokenizerMode.PLAINTEXT],
]);

/**
 * Reads HTML as browsers do, token by token and without building a tree, so that the time grows with the length of the
 * text and not with the depth of its nesting.
 */
export function readHtml(html: string, handler: HtmlHandler): void {
  const slice = (token: { location: Token.Location | null }) =>
    html.slice(token.location!.startOffset, token.location!.endOffset);
  const text = (token: Token.CharacterToken) => handler.text(slice(token), token.chars);
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: true },
    {
      onStartTag(tag) {
        const mode = MODES.get(tag.tagName);
        if (mode !== undefined) tokenizer.state = mode;
        handler.startTag(tag, slice(tag));
      },
      onEndTag: (tag) => handler.endTag(tag, slice(tag)),
      onCharacter: text,
      onWhitespaceCharacter: text,
      onNullCharacter() {},
      onComment: (comment) => handler.comment(comment.data, slice(comment)),
      onDoctype: (doctype) => handler.doctype(slice(doctype)),
      onEof() {},
    },
  );
  tokenizer.write(html, true);
}
