import type { FieldType } from '#server/audience/contract.ts';

export const fieldTypes: readonly { value: FieldType; label: string }[] = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'date', label: 'Date' },
  { value: 'boolean', label: 'Yes or no' },
];

export const typeWord = (type: FieldType): string =>
  fieldTypes.find(({ value }) => value === type)?.label ?? type;
