export { locationOf, whyNotTracked } from './destination.ts';
export { createLinkMaker, type LinkMaker, type MessageLinks } from './link-maker.ts';
export type { MessageRef } from './message-ref.ts';
export { linkKeyId } from './signature.ts';
export { type ClickToken, createTokenReader, type TokenReader } from './token-reader.ts';
