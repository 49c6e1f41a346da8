import { IconBrandGoogle, IconBrandWindows, IconLogin2 } from '@tabler/icons-react';
import type { Offer } from '#server/sign-in/contract.ts';

const marks = { google: IconBrandGoogle, microsoft: IconBrandWindows, oidc: IconLogin2 };

/** A small picture beside the name of a provider. */
export function ProviderMark({ kind }: Pick<Offer, 'kind'>) {
  const Mark = marks[kind];
  return <Mark size={18} aria-hidden />;
}
