import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { listContacts } from '#server/audience/contract.ts';
import { useCall } from '../api/index.ts';

interface ContactPickerProps {
  label: string;
  hideLabel?: boolean;
  value: string | undefined;
  onChange: (id: string | undefined) => void;
}

/** Chooses the contact whose values fill the merge tags; nobody means a made-up one. Searches as one types. */
export function ContactPicker({ label, hideLabel, value, onChange }: ContactPickerProps) {
  const [words, setWords] = useState('');
  const [wanted, setWanted] = useState(false);
  const [search] = useDebouncedValue(words.trim(), 250);
  const contacts = useCall(
    listContacts,
    { query: { limit: 20, search: search || undefined } },
    { enabled: wanted, keep: true },
  );
  return (
    <Select
      label={hideLabel ? undefined : label}
      aria-label={hideLabel ? label : undefined}
      size={hideLabel ? 'xs' : 'sm'}
      placeholder="A sample reader"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Back to the sample reader' }}
      filter={({ options }) => options}
      data={contacts.data?.items.map(({ id, email }) => ({ value: id, label: email })) ?? []}
      nothingFoundMessage={contacts.isFetching ? 'Looking …' : 'Nobody of that name or address'}
      value={value ?? null}
      onChange={(id) => onChange(id ?? undefined)}
      onDropdownOpen={() => setWanted(true)}
      searchValue={words}
      onSearchChange={setWords}
    />
  );
}
