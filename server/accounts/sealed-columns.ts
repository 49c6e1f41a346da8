import type { SealedColumn } from '#server/platform/secrets/index.ts';
import { accountClientSecrets, clientSecrets } from './providers/set-up/shelf.ts';
import { keptAnswers } from './repeats/kept-answers.ts';
import { appSecrets } from './second-factors/authenticator-app.ts';
import { mailContents } from './system-mail/sealed-mail.ts';

export const accountsSealedColumns: readonly SealedColumn[] = [
  appSecrets,
  accountClientSecrets,
  clientSecrets,
  keptAnswers,
  mailContents,
];
