import { listContactFields } from '#server/audience/contract.ts';
import { getMergeLanguage } from '#server/content/contract.ts';
import { useCall } from '../../api/index.ts';

export interface MergeField {
  name: string;
  help: string;
}

/** The fields a merge tag may name: the built-in ones and the account's own. Undefined until read. */
export function useMergeFields(enabled = true): { fields: MergeField[] | undefined; error: Error | null } {
  const language = useCall(getMergeLanguage, {}, { enabled });
  const own = useCall(listContactFields, {}, { enabled });
  if (!language.data || !own.data) return { fields: undefined, error: language.error ?? own.error };
  const known = new Set(language.data.fields.map(({ name }) => name));
  const added = own.data.items
    .map(({ key, label }) => ({ name: `contact.${key}`, help: label }))
    .filter(({ name }) => !known.has(name));
  return { fields: [...language.data.fields, ...added], error: null };
}
