import type { Usage } from '#server/activity/contract.ts';

interface Part {
  name: string;
  uses: number[];
  isRest: boolean;
}

/** The features used most, week by week, and all others as one. */
export function mostUsed({ features, weeks }: Pick<Usage, 'features' | 'weeks'>, most: number): Part[] {
  const parts = features
    .slice(0, most)
    .map(({ did, uses }) => ({ name: did.replace(/:$/, ''), uses, isRest: false }));
  const others = features.slice(most);
  if (others.length === 0) return parts;
  const uses = weeks.map((_, week) => others.reduce((sum, feature) => sum + (feature.uses[week] ?? 0), 0));
  return [...parts, { name: 'everything else', uses, isRest: true }];
}
