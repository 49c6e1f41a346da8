import type { Role } from '#server/accounts/contract.ts';
import type { GivenRole } from '#server/team/contract.ts';

/** Each role as people call it, and what it may do. */
export const roleWords: Record<Role, { label: string; may: string }> = {
  owner: { label: 'Owner', may: 'Everything, and decides who else owns the account.' },
  admin: { label: 'Admin', may: 'All settings, API keys and the team, and what editors may.' },
  editor: { label: 'Editor', may: 'Contacts, lists and campaigns, and sending them.' },
  analyst: { label: 'Analyst', may: 'Sees everything, changes nothing.' },
};

/** The roles somebody can give, for a choice. */
export const roleChoices: { value: GivenRole; label: string; description: string }[] = (
  ['admin', 'editor', 'analyst'] as const
).map((value) => ({ value, label: roleWords[value].label, description: roleWords[value].may }));
