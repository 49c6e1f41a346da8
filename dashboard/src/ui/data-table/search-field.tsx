import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useShortcuts } from '../shortcuts.ts';
import classes from './data-table.module.css';
import type { TablePlace } from './table-search.ts';

/** Searches as one types; `/` jumps into it. */
export function SearchField({ label, place }: { label: string; place: TablePlace }) {
  const input = useRef<HTMLInputElement>(null);
  const [words, setWords] = useState(place.q ?? '');
  const [seen, setSeen] = useState(place.q);
  const apply = useDebouncedCallback((q: string) => place.set({ q: q.trim() || undefined }), 250);
  // The address changed from outside (Back, "Clear the search"): follow it, but never while someone types ahead of it.
  if (seen !== place.q) {
    setSeen(place.q);
    if (document.activeElement !== input.current) setWords(place.q ?? '');
  }
  useShortcuts([
    { keys: '/', label: 'Search this list', group: 'Anywhere', run: () => input.current?.focus() },
  ]);
  return (
    <TextInput
      ref={input}
      type="search"
      className={classes.search}
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      value={words}
      onChange={(event) => {
        setWords(event.currentTarget.value);
        apply(event.currentTarget.value);
      }}
    />
  );
}
