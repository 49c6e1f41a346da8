export { createLinkMaker, type LinkMaker, type MessageRef, whyNotTracked } from './tokens/index.ts';
