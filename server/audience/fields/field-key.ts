import { fieldKey } from './contract.ts';

/**
 * A key made from a label: `Größe (cm)` becomes `grosse_cm`. Labels without a single Latin letter become `field`.
 * @param taken keys that exist; a number is added where needed.
 */
export function fieldKeyFrom(label: string, taken: ReadonlySet<string>): string {
  const plain = label
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 40);
  const base = fieldKey.safeParse(plain).success ? plain : `field${plain && `_${plain}`}`;
  for (let number = 1; ; number++) {
    const key = number === 1 ? base : `${base}_${number}`;
    if (!taken.has(key)) return key;
  }
}
