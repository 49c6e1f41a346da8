import type { KeyScope } from '#server/accounts/contract.ts';

interface ScopeWords {
  scope: KeyScope;
  label: string;
  description: string;
  /** What it opens as well. */
  includes?: KeyScope;
}

/** What a key can be given, in words, by subject. */
export const scopeWords: ScopeWords[] = [
  {
    scope: 'audience:read',
    label: 'Read contacts and lists',
    description: 'Who is on which list, with their fields and history; imports and suppressions.',
  },
  {
    scope: 'audience:write',
    label: 'Change contacts and lists',
    description: 'Add, change, unsubscribe, import and delete.',
    includes: 'audience:read',
  },
  {
    scope: 'campaigns:read',
    label: 'Read campaigns',
    description: 'Their texts, settings and progress. Mail the sandbox kept, if it reads contacts too.',
  },
  {
    scope: 'campaigns:write',
    label: 'Write campaigns',
    description: 'Create, change and delete drafts, and send test mails.',
    includes: 'campaigns:read',
  },
  {
    scope: 'campaigns:send',
    label: 'Send campaigns',
    description: 'Send, schedule, pause and cancel. Mail that has left cannot be called back.',
    includes: 'campaigns:read',
  },
  {
    scope: 'reports:read',
    label: 'Read reports',
    description: 'Figures, and the people behind them.',
  },
  {
    scope: 'account:read',
    label: 'Read settings',
    description: 'The account, its sending servers and signing keys, without passwords.',
  },
  {
    scope: 'account:manage',
    label: 'Change settings',
    description: 'The account, its sending servers and signing keys. Never people or API keys.',
    includes: 'account:read',
  },
];

/** The labels of what a key may do, without what another of them includes. */
export function describeScopes(scopes: readonly KeyScope[]): string {
  if (scopes.length === scopeWords.length) return 'Everything';
  const chosen = scopeWords.filter(({ scope }) => scopes.includes(scope));
  const included = new Set(chosen.map(({ includes }) => includes));
  const labels = chosen.filter(({ scope }) => !included.has(scope)).map(({ label }) => label);
  return labels.map((label, at) => (at ? label[0]?.toLowerCase() + label.slice(1) : label)).join(', ');
}
