import { Readable } from 'node:stream';
import type { Scope } from '#server/accounts/index.ts';
import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import { checkChain } from './chain/check-chain.ts';
import { describeChain } from './chain/describe-chain.ts';
import { type Anchor, formerPublicKeysOf, publicKeyOf, textOfAnchor } from './chain/signatures.ts';
import { verifyAnchors } from './chain/verify-anchors.ts';
import * as contract from './contract.ts';
import { csvOfActs, jsonOfActs } from './reading/export-acts.ts';
import { countActs, findActs } from './reading/find-acts.ts';
import { findPeople } from './reading/find-filters.ts';
import { allActs, sentencesOf } from './sentences.ts';
import { staffActivityRoutes } from './staff/routes.ts';
import { verifyStaffActs } from './staff/verify-staff-acts.ts';
import { readUsage } from './usage/read-usage.ts';

export interface ActivityDeps {
  database: Database;
  activity: {
    /** KeyRing.activity */
    keys: PurposeKeys;
    keepDays: number;
  };
  /** City and country of a network address, as far as the install's file knows. */
  install: { placeOf(ip: string): string | null };
}

export function activityRoutes(on: Registrar<Scope>, { database, activity, install }: ActivityDeps): void {
  // Not before they are asked for: routes are still being added.
  const sentences = () => sentencesOf(on.contracts);

  on.on(contract.listActivity, ({ scope: { accountId }, query: { cursor, limit, ...filter } }) =>
    database.asSystem(async (tx) => {
      const wanted = { ...filter, before: cursor, limit: limit + 1 };
      const rows = await findActs(tx, accountId, wanted, sentences());
      const items = rows.slice(0, limit).map((act) => ({ ...act, place: install.placeOf(act.ip) }));
      return {
        items,
        nextCursor: rows.length > limit ? items.at(-1)!.id : null,
        total: await countActs(tx, accountId, filter),
      };
    }),
  );

  on.on(contract.listActivityFilters, async ({ scope: { accountId } }) => ({
    people: await database.asSystem((tx) => findPeople(tx, accountId)),
    acts: [...allActs(on.contracts)].map(([act, did]) => ({ act, did })),
  }));

  on.on(contract.exportActivityCsv, async ({ scope: { accountId }, query: filter, reply }) =>
    reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="activity.csv"')
      .send(Readable.from(csvOfActs({ database, accountId, filter, sentences: sentences() }))),
  );

  on.on(contract.exportActivityJson, async ({ scope: { accountId }, query: filter, reply }) =>
    reply
      .type('application/json; charset=utf-8')
      .header('content-disposition', 'attachment; filename="activity.json"')
      .send(
        Readable.from(jsonOfActs({ database, accountId, filter, sentences: sentences() }, activity.keys)),
      ),
  );

  on.on(contract.getActivityChain, ({ scope: { accountId } }) =>
    describeChain(database, activity, accountId),
  );

  on.on(contract.verifyActivity, async ({ scope: { accountId } }) => {
    await checkChain(database, activity.keys, accountId);
    return await describeChain(database, activity, accountId);
  });

  staffActivityRoutes(on, { database });
  on.on(contract.getUsage, ({ query }) => database.asSystem((tx) => readUsage(tx, query, sentences())));

  on.on(contract.verifyAnchors, () =>
    database.asSystem(async (tx) => {
      const { anchors, partly, faults } = await verifyAnchors(tx, activity.keys);
      const staff = await verifyStaffActs(tx, activity.keys);
      const at = new Date().toISOString();
      return { at, anchors, partly, faults, staffActs: staff.acts, staffFaults: staff.faults };
    }),
  );

  on.on(contract.listAnchors, async () => ({
    publicKey: publicKeyOf(activity.keys),
    formerPublicKeys: formerPublicKeysOf(activity.keys),
    items: await database.asSystem(async (tx) => {
      const anchors = await tx.query<Anchor & { signature: Buffer }>(
        sql`select day::text, chains, root, previous, signature from act_anchors order by act_anchors.day desc limit 400`,
      );
      return anchors.map((anchor) => ({
        day: anchor.day,
        text: textOfAnchor(anchor),
        signature: anchor.signature.toString('base64'),
      }));
    }),
  }));
}
