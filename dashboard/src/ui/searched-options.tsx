import { Combobox, useCombobox } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { cloneElement, type ReactElement, useEffect, useState } from 'react';
import classes from './searched-options.module.css';

interface SearchedOptionsProps {
  /** What is chosen: `Status`. */
  label: string;
  value: string | undefined;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
  /** The button that opens them. */
  children: ReactElement<Record<string, unknown>>;
}

/** A long list behind a button: what is typed narrows it, Enter takes the first that is left or the one arrows led to. */
export function SearchedOptions({ label, value, options, onChange, children }: SearchedOptionsProps) {
  const [search, setSearch] = useState('');
  /** The one that Enter would take, for screen readers: the focus stays where one types. */
  const [activeId, setActiveId] = useState<string>();
  const list = useCombobox({
    onDropdownOpen: () => list.focusSearchInput(),
    onDropdownClose: () => {
      list.resetSelectedOption();
      list.focusTarget();
      setSearch('');
    },
  });
  const { selectFirstOption, resetSelectedOption } = list;
  // Once the options that fit are drawn.
  useEffect(() => {
    resetSelectedOption();
    setActiveId((search && selectFirstOption()) || undefined);
  }, [search, selectFirstOption, resetSelectedOption]);
  const words = search.trim().toLowerCase();
  const found = list.dropdownOpened
    ? options.filter((option) => option.label.toLowerCase().includes(words))
    : [];
  return (
    <Combobox
      store={list}
      width="max-content"
      position="bottom-start"
      onOptionSubmit={(chosen) => {
        onChange(chosen);
        list.closeDropdown();
      }}
    >
      <Combobox.Target targetType="button" withAriaAttributes={false}>
        {cloneElement(children, {
          'aria-haspopup': 'listbox',
          'aria-expanded': list.dropdownOpened,
          onClick: () => list.toggleDropdown(),
        })}
      </Combobox.Target>
      <Combobox.Dropdown className={classes.dropdown}>
        <Combobox.Search
          withAriaAttributes={false}
          role="combobox"
          aria-expanded={found.length > 0}
          aria-controls={list.listId ?? undefined}
          aria-activedescendant={activeId}
          aria-label={`Search ${label}`}
          placeholder="Search"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          onKeyUp={() => setActiveId(document.querySelector(`#${list.listId} [data-combobox-selected]`)?.id)}
        />
        <Combobox.Options className={classes.options} aria-label={label}>
          {found.map((option) => (
            <Combobox.Option
              key={option.value}
              value={option.value}
              className={classes.option}
              aria-selected={option.value === value}
            >
              {option.label}
              {option.value === value && <IconCheck size={16} aria-hidden="true" />}
            </Combobox.Option>
          ))}
        </Combobox.Options>
        {found.length === 0 && <Combobox.Empty role="status">Nothing has these words.</Combobox.Empty>}
      </Combobox.Dropdown>
    </Combobox>
  );
}
