import type { FieldType } from '#server/audience/contract.ts';

export const fieldTypes: readonly { value: FieldType; label: string }[] = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'date', label: 'Date' },
  { value: 'boolean', label: 'Yes or no' },
];

export const typeWord = (type: FieldType): string =>
  fieldTypes.find(({ value }) => value === type)?.label ?? type;

/** A key fit for a label, as the server makes them: `Größe (cm)` becomes `grosse_cm`; a number is added where taken. */
export function keyOfLabel(label: string, taken: ReadonlySet<string>): string {
  const plain = label
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 40);
  const reserved = ['', 'email', 'id', 'status'].includes(plain);
  const base = reserved ? `field${plain && `_${plain}`}` : plain;
  let key = base;
  for (let number = 2; taken.has(key); number++) key = `${base}_${number}`;
  return key;
}
