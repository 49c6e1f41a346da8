export { createMtaStsPolicies } from './create-policies.ts';
export { type MtaStsPolicy, matchesPolicy } from './policy.ts';
