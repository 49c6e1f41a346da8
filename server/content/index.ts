export { type CheckOptions, checkContent } from './check-content.ts';
export { type CompileInput, type CompileResult, compileContent } from './compile-content.ts';
export type { CompiledContent } from './compiled.ts';
export { mailFrameRoutes } from './frame/routes.ts';
export { escapeHtml } from './merge/make-safe.ts';
export type { Piece } from './merge/pieces.ts';
export type { ContentProblem } from './merge/problem.ts';
export {
  type PreparedContent,
  prepare,
  type RenderData,
  RenderError,
  type RenderedContent,
  type RenderedPieces,
  type RenderLinks,
  render,
  renderPieces,
} from './render.ts';
export { contentRoutes } from './routes.ts';
export { sampleData } from './sample-data.ts';
export { findStarter, STARTERS } from './starters.ts';
export { unknownNames } from './unknown-names.ts';
export { type UsedField, usedFields } from './used-fields.ts';
