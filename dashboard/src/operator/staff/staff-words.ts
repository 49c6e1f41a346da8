import type { StaffRole } from '#server/accounts/contract.ts';

export const staffWords: Record<StaffRole, { label: string; may: string }> = {
  viewer: { label: 'Viewer', may: 'Sees accounts, usage and health; changes nothing.' },
  support: {
    label: 'Support',
    may: 'Also prepares, suspends and restores accounts, sets plans and caps, writes notes.',
  },
  admin: { label: 'Admin', may: 'Does everything: staff, plans, policies, system mail, who may register.' },
};

export const staffChoices = (['viewer', 'support', 'admin'] as const).map((value) => ({
  value,
  label: staffWords[value].label,
  description: staffWords[value].may,
}));
