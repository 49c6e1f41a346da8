import { z } from 'zod';
import { id, idParams, instant, line, page, pageQuery, route } from '../../platform/http/contract.ts';
import { fieldKey, fieldLabel, fieldType } from '../fields/contract.ts';

/** Largest file taken, in bytes. */
export const importFileLimit = 200 * 1024 * 1024;
/** Most columns a file may have. */
export const importColumnLimit = 200;

const importState = z.enum(['uploaded', 'checking', 'checked', 'running', 'done', 'cancelled', 'failed']);
export type ImportState = z.output<typeof importState>;

/** How the file is to be read; recognised at upload and open to correction. */
const importFormat = z.object({
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
  delimiter: z.enum([',', ';', '\t', '|']),
  /** Whether the first row names the columns. */
  header: z.boolean(),
});
export type ImportFormat = z.output<typeof importFormat>;

/** How a status column speaks. */
const statusReading = z.enum([
  /** subscribed, active, unsubscribed, bounced, complained and their kin. */
  'words',
  /** Yes, true or 1 mean the person opted out. */
  'yes_means_out',
  /** No, false or 0 mean the person opted out. */
  'no_means_out',
  /** Anything in the cell (such as a time) means the person opted out. */
  'filled_means_out',
  /** Anything in the cell means the address bounced. */
  'filled_means_bounced',
]);
export type StatusReading = z.output<typeof statusReading>;

/** Where a column goes. */
const columnTarget = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('email') }),
  /** A field that exists. */
  z.strictObject({ to: z.literal('field'), key: z.string().max(50) }),
  /** A field made when the import starts; one with the same key and type may exist already. */
  z.strictObject({ to: z.literal('new_field'), key: fieldKey, label: fieldLabel, type: fieldType }),
  z.strictObject({ to: z.literal('status'), reading: statusReading }),
  z.strictObject({ to: z.literal('skip') }),
]);
export type ColumnTarget = z.output<typeof columnTarget>;

const importColumn = z.object({
  /** The name in the first row, trimmed; empty when it has none. */
  header: z.string(),
  /** Up to 5 different values that are not empty. */
  examples: z.array(z.string()),
  /** Our guess of where it goes. */
  guess: columnTarget,
  /** The type its values would fit. */
  guessedType: fieldType,
});
export type ImportColumn = z.output<typeof importColumn>;

export const importOptions = z.strictObject({
  /** What happens to the fields of contacts that exist already. */
  existing: z.enum(['update', 'keep']).default('update'),
  /** Whether an empty cell leaves the present value or erases it. */
  emptyCells: z.enum(['keep', 'erase']).default('keep'),
});
export type ImportOptions = z.output<typeof importOptions>;

/** rows = accepted + duplicates + rejected; accepted = created + updated + unchanged. */
const importCounts = z.object({
  rows: z.number().int(),
  accepted: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  /** Rows that repeat an address of an earlier row. */
  duplicates: z.number().int(),
  rejected: z.number().int(),
  /** Accepted rows that say the person opted out, bounced or complained; they arrive so and get no mail. */
  optedOut: z.number().int(),
  /** Accepted rows of people who had left here before; they stay as they are and get no mail. */
  leftBefore: z.number().int(),
  /** Accepted rows newly on the list and getting its mail. */
  joined: z.number().int(),
  /** Values left out because they do not fit the field's type, e.g. 2024-02-30 in a date field. */
  misfits: z.number().int(),
});
export type ImportCounts = z.output<typeof importCounts>;

const importRejection = z.object({
  /** Physical line of the file the row begins on; the header is line 1. */
  line: z.number().int(),
  reason: z.string(),
  cells: z.array(z.string()),
});
export type ImportRejection = z.output<typeof importRejection>;

/** One file brought to a list. */
const importSummary = z.object({
  id,
  listId: id,
  listName: z.string(),
  fileName: z.string(),
  /** In bytes. */
  fileSize: z.number().int(),
  /** How far the present pass over the file has come, in bytes. */
  bytesDone: z.number().int(),
  state: importState,
  cancelRequested: z.boolean(),
  counts: importCounts,
  /** Why it failed, in words. */
  error: z.string().nullable(),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
});
export type ImportSummary = z.output<typeof importSummary>;

const contactImport = importSummary.extend({
  format: importFormat,
  columns: z.array(importColumn),
  /** The first rows as they are in the file, each as long as `columns`. */
  sampleRows: z.array(z.array(z.string())),
  /** By column; empty until a check or start named one, then as long as `columns`. */
  mapping: z.array(columnTarget),
  options: importOptions,
  /** The first 20 rejected rows. */
  rejections: z.array(importRejection),
  /** Rejected rows by reason, most frequent first. */
  rejectionReasons: z.array(z.object({ reason: z.string(), count: z.number().int() })),
});
export type ContactImport = z.output<typeof contactImport>;

/** Columns beyond the mapping are skipped. */
const plan = z.strictObject({
  mapping: z.array(columnTarget).max(importColumnLimit),
  options: importOptions.default({ existing: 'update', emptyCells: 'keep' }),
});
export type ImportPlan = z.output<typeof plan>;

export const uploadImport = route({
  method: 'POST',
  path: '/api/imports',
  summary: 'Upload a contact file (CSV, at most 200 MB) for a list and have its format recognised.',
  act: { name: 'import.upload', did: 'uploaded a contact file' },
  permission: 'audience:write',
  repeats: 'atomic',
  rate: 'upload',
  query: z.object({ listId: id, fileName: line(255).min(1) }),
  consumes: 'application/octet-stream',
  response: contactImport,
  status: 201,
});

export const listImports = route({
  method: 'GET',
  path: '/api/imports',
  summary: 'Imports, newest first.',
  permission: 'audience:read',
  query: pageQuery.extend({ listId: id.optional() }),
  response: page(importSummary),
});

export const readImport = route({
  method: 'GET',
  path: '/api/imports/:id',
  summary: 'One import with its columns, progress and first rejected rows.',
  permission: 'audience:read',
  params: idParams,
  response: contactImport,
});

export const reformatImport = route({
  method: 'PATCH',
  path: '/api/imports/:id',
  summary: 'Read the uploaded file in another format; columns and guesses are made anew.',
  act: { name: 'import.read-again', did: 'changed how a contact file is read' },
  permission: 'audience:write',
  params: idParams,
  body: z.strictObject({ format: importFormat }),
  response: contactImport,
});

export const checkImport = route({
  method: 'POST',
  path: '/api/imports/:id/check',
  summary: 'Go through the whole file without changing anything and count what an import would do.',
  act: { name: 'import.check', did: 'checked a contact file' },
  permission: 'audience:write',
  repeats: 'atomic',
  params: idParams,
  body: plan,
  response: contactImport,
  status: 202,
});

export const startImport = route({
  method: 'POST',
  path: '/api/imports/:id/start',
  summary: 'Import the file in the background. Needs a mapping here or from a check.',
  act: { name: 'import.start', did: 'started an import' },
  permission: 'audience:write',
  repeats: 'atomic',
  params: idParams,
  body: plan.partial(),
  response: contactImport,
  status: 202,
});

export const cancelImport = route({
  method: 'POST',
  path: '/api/imports/:id/cancel',
  summary: 'Stop a check or an import. Rows imported so far stay.',
  act: { name: 'import.cancel', did: 'stopped an import' },
  permission: 'audience:write',
  withoutAgreement: true,
  repeats: 'atomic',
  params: idParams,
  response: contactImport,
  status: 202,
});

export const downloadRejections = route({
  method: 'GET',
  path: '/api/imports/:id/rejections.csv',
  summary: 'Every rejected row with its line number and reason.',
  act: { name: 'import.export-rejections', did: 'downloaded the rejected rows of an import' },
  permission: 'audience:read',
  params: idParams,
  produces: 'text/csv',
});
