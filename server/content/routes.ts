import type { Scope } from '#server/accounts/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import * as contract from './contract.ts';
import { describeLanguage } from './merge/language.ts';
import { previewContent } from './preview-content.ts';
import { STARTERS } from './starters.ts';

export function contentRoutes(on: Registrar<Scope>): void {
  on.on(contract.listStarters, async () => ({ items: [...STARTERS] }));
  on.on(contract.previewContent, async ({ body }) => previewContent(body));
  on.on(contract.getMergeLanguage, async () => describeLanguage());
}
