import type { ActivityAct, Finding } from '#server/activity/contract.ts';

/** Who did it, as a sentence begins. */
export function whoWords({ who: { kind, name } }: Pick<ActivityAct, 'who'>): string {
  if (kind === 'product') return 'Mail Minion';
  if (kind === 'operator') return 'The operator';
  if (kind === 'key') return name === null ? 'A deleted API key' : `The API key ${name}`;
  return name ?? 'Somebody who left';
}

/** What was done to what, as a sentence goes on; the name of the object is set apart. */
export function actWords({ act, did, object, outcome }: ActivityAct): { did: string; object: string | null } {
  // Whoever gives a wrong password need not be the one whose address it is.
  if (act === 'session.open' && outcome !== 'done')
    return { did: 'was named in a login that failed', object: null };
  const isInVain = (outcome === 'refused' || outcome === 'failed') && act !== 'account.look';
  return { did: isInVain ? `tried in vain: ${did}` : did, object: object.name };
}

const reasons: Record<string, string> = {
  wrong_login: 'wrong password',
  forbidden: 'not allowed',
  not_found: 'nothing there',
  step_up_needed: 'asked to prove it is them',
  out_of_scope: 'the key may not',
  cross_site: 'came from another site',
  blocked: 'something was missing',
  wrong_state: 'not possible then',
  conflict: 'changed elsewhere meanwhile',
  too_many_requests: 'too many tries',
};

/** How it ended, unless it was simply done. */
export function outcomeWords({ outcome, code }: Pick<ActivityAct, 'outcome' | 'code'>): string | null {
  if (outcome === 'done') return null;
  if (outcome === 'unknown') return 'Cut off: nobody knows whether it was done';
  const word = outcome === 'refused' ? 'Refused' : 'Failed';
  const reason = code === null ? undefined : (reasons[code] ?? code.replaceAll('_', ' '));
  return reason && outcome === 'refused' ? `${word}: ${reason}` : word;
}

/** What verifying the chain found, in words. */
export const findingWords: Record<Finding['kind'], string> = {
  act_changed: 'An entry was changed.',
  act_deleted: 'An entry was deleted.',
  act_slipped_in: 'An entry was slipped in.',
  link_changed: 'A link of the chain was changed.',
  link_missing: 'Links of the chain are missing.',
  head_forged: 'A signed end of the chain was forged.',
};
