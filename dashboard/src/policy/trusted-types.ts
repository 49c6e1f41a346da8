/**
 * The page's policy lets no text become markup or code unless it has passed here. Only the component library does that:
 * it writes style sheets, which have no tags. Comes before everything else.
 */
import { nonce } from './page-facts.ts';

type Policy = { createPolicy(name: string, rules: Record<string, (text: string) => string>): unknown };
const { trustedTypes } = globalThis as { trustedTypes?: Policy };

const refuse = () => {
  throw new TypeError('This page makes neither markup nor code out of text.');
};

trustedTypes?.createPolicy('default', {
  createHTML: (text) => (text.includes('<') ? refuse() : text),
  createScript: refuse,
  createScriptURL: refuse,
});

// Where the library for dialogs looks for the number that lets its style sheet in.
(globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = nonce;
