import type { SealedColumn } from '#server/platform/secrets/index.ts';
import { keptAnswers } from './repeats/kept-answers.ts';
import { mailContents } from './system-mail/sealed-mail.ts';

export const accountsSealedColumns: readonly SealedColumn[] = [keptAnswers, mailContents];
