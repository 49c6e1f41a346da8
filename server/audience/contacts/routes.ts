import { requireRoomForContact, type Scope } from '#server/accounts/index.ts';
import type { Database, Tx } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import { requireLists } from '../lists/queries.ts';
import { changeContact } from './change-contact.ts';
import * as contract from './contract.ts';
import { createContact } from './create-contact.ts';
import { deleteContact } from './delete-contact.ts';
import { findContacts } from './find-contacts.ts';
import { joinList } from './join-list.ts';
import { findContact, readContact } from './read-contact.ts';
import { readTimeline } from './read-timeline.ts';
import { removeFromList } from './remove-from-list.ts';
import { resubscribeContact } from './resubscribe-contact.ts';
import { unsubscribeContact } from './unsubscribe-contact.ts';

export function contactsRoutes(on: Registrar<Scope>, { database }: { database: Database }): void {
  /** Runs a change of one contact and answers with the contact as it then is. */
  const changing = (scope: Scope, contactId: string, change: (tx: Tx) => Promise<unknown>) =>
    database.inAccount(scope.accountId, async (tx) => {
      await change(tx);
      return await readContact(tx, contactId);
    });

  on.on(contract.listContacts, ({ scope, query }) =>
    database.inAccount(scope.accountId, (tx) => findContacts(tx, query)),
  );

  on.on(contract.createContact, async ({ scope, body }) => {
    return await database.inAccount(scope.accountId, async (tx) => {
      await requireRoomForContact(tx, scope.accountId);
      return await readContact(
        tx,
        await createContact(tx, scope.accountId, { ...body, source: sourceOf(scope) }),
      );
    });
  });

  on.on(contract.readContact, ({ scope, params }) => changing(scope, params.id, async () => {}));

  on.on(contract.updateContact, ({ scope, params, body }) =>
    changing(scope, params.id, (tx) => changeContact(tx, scope.accountId, params.id, body)),
  );

  on.on(contract.deleteContact, ({ scope, params }) =>
    database.inAccount(scope.accountId, (tx) => deleteContact(tx, params.id)),
  );

  on.on(contract.joinList, ({ scope, params, body }) =>
    changing(scope, params.id, async (tx) => {
      await readContact(tx, params.id);
      await requireLists(tx, [params.listId]);
      const { id: contactId, listId } = params;
      await joinList(tx, { accountId: scope.accountId, contactId, listId, source: sourceOf(scope), ...body });
    }),
  );

  on.on(contract.removeFromList, ({ scope: { accountId }, params: { id, listId } }) =>
    database.inAccount(accountId, async (tx) => {
      const before = await readContact(tx, id);
      await removeFromList(tx, accountId, id, listId);
      // Whoever sees certain lists alone no longer sees a contact that was on one of them.
      return (await findContact(tx, id)) ?? { ...before, lists: [] };
    }),
  );

  on.on(contract.unsubscribe, ({ scope, params }) =>
    changing(scope, params.id, (tx) =>
      unsubscribeContact(tx, {
        accountId: scope.accountId,
        contactId: params.id,
        note: 'by someone in the account',
      }),
    ),
  );

  on.on(contract.resubscribe, ({ scope, params, body }) =>
    changing(scope, params.id, (tx) => resubscribeContact(tx, scope.accountId, params.id, body)),
  );

  on.on(contract.readTimeline, ({ scope, params, query }) =>
    database.inAccount(scope.accountId, (tx) => readTimeline(tx, params.id, query)),
  );
}

const sourceOf = ({ credential }: Scope) => (credential === 'apiKey' ? 'api' : 'person');
