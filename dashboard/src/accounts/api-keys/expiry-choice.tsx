import { Group, Select } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import '@mantine/dates/styles.layer.css';

/** How long a key lives: for good, for days, or to the end of a day. */
export type Expiry = 'never' | '30' | '90' | '365' | 'date';

const choices: { value: Expiry; label: string }[] = [
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'date', label: 'On a day of your choice' },
  { value: 'never', label: 'Never' },
];

interface ExpiryChoiceProps {
  expiry: Expiry;
  /** `2027-01-31`. */
  day: string | null;
  error?: string | undefined;
  onChange: (expiry: Expiry, day: string | null) => void;
}

export function ExpiryChoice({ expiry, day, error, onChange }: ExpiryChoiceProps) {
  return (
    <Group grow align="flex-start">
      <Select
        label="Expires"
        description="A key that was forgotten then ends by itself."
        data={choices}
        allowDeselect={false}
        value={expiry}
        error={expiry === 'date' ? undefined : error}
        onChange={(chosen) => chosen && onChange(chosen as Expiry, day)}
      />
      {expiry === 'date' && (
        <DatePickerInput
          label="Last day"
          description="It works until this day is over."
          placeholder="Choose a day"
          required
          minDate={new Date()}
          value={day}
          error={error}
          onChange={(chosen) => onChange(expiry, chosen)}
        />
      )}
    </Group>
  );
}

/** The instant at which a key is over, as the API takes it. */
export function endOf(expiry: Expiry, day: string | null, now: Date): string | null {
  if (expiry === 'never') return null;
  if (expiry !== 'date') return new Date(now.getTime() + Number(expiry) * 86_400_000).toISOString();
  const [year = 0, month = 0, date = 0] = (day ?? '').split('-').map(Number);
  return new Date(year, month - 1, date + 1).toISOString();
}
