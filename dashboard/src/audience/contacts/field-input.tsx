import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import type { ContactField, FieldValue } from '#server/audience/contract.ts';

interface FieldInputProps {
  field: ContactField;
  value: FieldValue | null;
  onChange: (value: FieldValue | null) => void;
  error?: string | undefined;
}

/** An input fit for the field's type; emptied it means null. */
export function FieldInput({ field, value, onChange, error }: FieldInputProps) {
  const common = { label: field.label, error };
  if (field.type === 'number')
    return (
      <NumberInput
        {...common}
        hideControls
        value={typeof value === 'number' ? value : ''}
        onChange={(next) => onChange(next === '' ? null : Number(next))}
      />
    );
  if (field.type === 'boolean')
    return (
      <NativeSelect
        {...common}
        value={value === true ? 'yes' : value === false ? 'no' : ''}
        data={[
          { value: '', label: 'Not known' },
          { value: 'yes', label: 'Yes' },
          { value: 'no', label: 'No' },
        ]}
        onChange={(event) => {
          const next = event.currentTarget.value;
          onChange(next === '' ? null : next === 'yes');
        }}
      />
    );
  return (
    <TextInput
      {...common}
      type={isPlainDate(field, value) ? 'date' : 'text'}
      value={String(value ?? '')}
      onChange={(event) => onChange(event.currentTarget.value || null)}
    />
  );
}

/** A date with a time of day has no place in the browser's date input and stays text. */
const isPlainDate = ({ type }: ContactField, value: FieldValue | null) =>
  type === 'date' && String(value ?? '').length <= 10;
