import { newId } from '#server/platform/ids/index.ts';
import type { ContactStatus } from '../contacts/contract.ts';
import { changesOf } from '../contacts/field-changes.ts';
import type { Change } from '../contacts/record-event.ts';
import type { ImportOptions } from './contract.ts';
import type { Known } from './look-up.ts';
import type { Person } from './row-reader.ts';

/** What an import does about one person. */
export interface Decision {
  person: Person;
  contactId: string;
  kind: 'created' | 'updated' | 'unchanged';
  /** The contact's standing afterwards. */
  status: ContactStatus;
  /** Values that change; for an existing contact that leaves with this import also `status`. */
  changes: Change[];
  /** The standing on the list of someone who was not on it; null for members. */
  joinsAs: 'subscribed' | 'unsubscribed' | null;
  /** The file says so. */
  optedOut: boolean;
  /** They left here earlier and stay gone, whatever the file says. */
  leftBefore: boolean;
}

/**
 * Decides about one person. The one rule that may never break: someone who left (the contact, the list, or the address
 * as suppressed) is not turned back on. Leaving is taken over from the file, coming back never is.
 */
export function decide(person: Person, known: Known | undefined, { existing }: ImportOptions): Decision {
  const contact = known?.contact ?? null;
  const before = contact?.status ?? standingBySuppression(known);
  const status = before === 'subscribed' ? (person.left ?? 'subscribed') : before;
  const left = before !== 'subscribed' || known?.member === 'unsubscribed' || Boolean(known?.suppressed);
  const changes = changesFor(person, contact, status, existing);
  return {
    person,
    contactId: contact?.id ?? newId(),
    kind: contact ? (changes.length > 0 ? 'updated' : 'unchanged') : 'created',
    status,
    changes,
    joinsAs: known?.member ? null : status === 'subscribed' ? 'subscribed' : 'unsubscribed',
    optedOut: person.left !== null,
    leftBefore: person.left === null && left,
  };
}

/** How a new contact stands whose address is known only as suppressed. */
function standingBySuppression(known: Known | undefined): ContactStatus {
  const reason = known?.suppressed;
  return !reason || reason === 'manual' ? 'subscribed' : reason;
}

function changesFor(
  person: Person,
  contact: Known['contact'],
  status: ContactStatus,
  existing: ImportOptions['existing'],
): Change[] {
  if (!contact) return changesOf({}, person.values);
  const values = existing === 'update' ? changesOf(contact.fields, person.values) : [];
  const leaves: Change[] =
    status === contact.status ? [] : [{ field: 'status', from: contact.status, to: status }];
  return [...values, ...leaves];
}
