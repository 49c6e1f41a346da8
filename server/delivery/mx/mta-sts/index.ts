export { createMtaStsPolicies } from './create-policies.ts';
export { KeptPolicies } from './kept-policies.ts';
export { type MtaStsPolicy, matchesPolicy } from './policy.ts';
