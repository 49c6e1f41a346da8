import type { ImportFormat, ImportState, ImportSummary, StatusReading } from '#server/audience/contract.ts';
import type { Tone } from '../../ui/status-badge.tsx';

export const stateWords: Record<ImportState, { label: string; tone: Tone }> = {
  uploaded: { label: 'Not started', tone: 'quiet' },
  checking: { label: 'Checking', tone: 'accent' },
  checked: { label: 'Checked, not imported', tone: 'quiet' },
  running: { label: 'Importing', tone: 'accent' },
  done: { label: 'Imported', tone: 'good' },
  cancelled: { label: 'Stopped', tone: 'warn' },
  failed: { label: 'Failed', tone: 'bad' },
};

export const isMoving = ({ state }: Pick<ImportSummary, 'state'>): boolean =>
  state === 'checking' || state === 'running';

/** How far the present pass has come, from 0 to 1. */
export const shareDone = ({ bytesDone, fileSize }: Pick<ImportSummary, 'bytesDone' | 'fileSize'>): number =>
  fileSize > 0 ? Math.min(1, bytesDone / fileSize) : 0;

export const encodings: { value: ImportFormat['encoding']; label: string }[] = [
  { value: 'utf-8', label: 'UTF-8 (most programs today)' },
  { value: 'windows-1252', label: 'Windows-1252 (older Excel)' },
  { value: 'utf-16le', label: 'UTF-16 LE' },
  { value: 'utf-16be', label: 'UTF-16 BE' },
];

export const delimiters: { value: ImportFormat['delimiter']; label: string; word: string }[] = [
  { value: ',', label: 'Comma ( , )', word: 'commas' },
  { value: ';', label: 'Semicolon ( ; )', word: 'semicolons' },
  { value: '\t', label: 'Tab', word: 'tabs' },
  { value: '|', label: 'Bar ( | )', word: 'bars' },
];

export const readings: { value: StatusReading; label: string }[] = [
  { value: 'words', label: 'Words such as subscribed, unsubscribed, bounced' },
  { value: 'yes_means_out', label: 'Yes, true or 1: they opted out' },
  { value: 'no_means_out', label: 'No, false or 0: they opted out' },
  { value: 'filled_means_out', label: 'Anything in the cell: they opted out' },
  { value: 'filled_means_bounced', label: 'Anything in the cell: the address bounced' },
];
