export type { HaltSending } from './close-account.ts';
export { beginWithin } from './erasing/begin-erasing.ts';
export { eraseAccount } from './erasing/erase-account.ts';
export {
  BOM,
  csvPart,
  csvValue,
  type ExportedAccount,
  type ExportFile,
  type ExportPart,
  jsonPart,
  type Piece,
} from './export/export-part.ts';
export { accountsExport } from './export/parts.ts';
export { closingJobs } from './jobs.ts';
export { closingRoutes } from './routes.ts';
