import type { Scope } from '#server/accounts/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import { sentencesOf } from '../sentences.ts';
import * as contract from './contract.ts';
import { countStaffActs, readStaffActFilters, readStaffActs } from './read-staff-acts.ts';

export function staffActivityRoutes(on: Registrar<Scope>, { database }: { database: Database }): void {
  // Not before they are asked for: routes are still being added.
  const sentences = () => sentencesOf(on.contracts);
  on.on(contract.listStaffActivity, ({ query: { cursor, limit, ...filter } }) =>
    database.asSystem(async (tx) => {
      const rows = await readStaffActs(tx, { ...filter, before: cursor, limit: limit + 1 }, sentences());
      const items = rows.slice(0, limit);
      return {
        items,
        nextCursor: rows.length > limit ? String(items.at(-1)!.number) : null,
        total: await countStaffActs(tx, filter),
      };
    }),
  );
  on.on(contract.listStaffActivityFilters, () =>
    database.asSystem((tx) => readStaffActFilters(tx, sentences())),
  );
}
