import { type Act, actOf, type RouteContract } from '#server/platform/http/index.ts';

/** What is told of an act after the name of whoever did it. */
export type Sentences = (act: string) => string;

/** Reading is no act, except where it was tried in vain: beyond one's role, or without the second factor. */
export const looking: Act = { name: 'account.look', did: 'tried to look at what is not open to them' };
export const lookingUnproved: Act = {
  name: 'account.look-unproved',
  did: 'tried to look before showing a second factor',
};

/** Acts that are no route of their own. */
export const otherActs: readonly Act[] = [
  looking,
  lookingUnproved,
  { name: 'user.forget-factors', did: 'removed all second factors of' },
  { name: 'campaign.hold', did: 'held back the campaign, which could not start at its time' },
];

/** The words of every act, as its route declares them. An act whose route is gone since is told by its name. */
export function sentencesOf(contracts: readonly RouteContract[]): Sentences {
  const known = allActs(contracts);
  return (act) => known.get(act) ?? `did “${act}”`;
}

/** Every act there can be, with its words. */
export function allActs(contracts: readonly RouteContract[]): ReadonlyMap<string, string> {
  const acts = [...contracts.flatMap((contract) => actOf(contract) ?? []), ...otherActs];
  return new Map(acts.map(({ name, did }) => [name, did]));
}
