import { Menu, UnstyledButton } from '@mantine/core';
import { IconCheck, IconPlus, IconX } from '@tabler/icons-react';
import classes from './filter-chip.module.css';
import { SearchedOptions } from './searched-options.tsx';

interface FilterChipProps {
  /** What it filters by: `Status`. */
  label: string;
  value: string | undefined;
  options: readonly { value: string; label: string }[];
  onChange: (value: string | undefined) => void;
}

/** So many are taken in at a glance; more are searched. */
const AT_A_GLANCE = 8;

/** A filter that is offered (`+ Status`) or in force (`Status: Subscribed ×`). */
export function FilterChip(props: FilterChipProps) {
  const { label, value, options, onChange } = props;
  const chosen = options.find((option) => option.value === value);
  const chip = (
    <UnstyledButton className={classes.chip} data-active={chosen ? true : undefined}>
      {!chosen && <IconPlus size={14} aria-hidden="true" />}
      <span className={classes.text}>{chosen ? `${label}: ${chosen.label}` : label}</span>
    </UnstyledButton>
  );
  return (
    <span className={classes.group} data-active={chosen ? true : undefined}>
      {options.length > AT_A_GLANCE ? (
        <SearchedOptions {...props}>{chip}</SearchedOptions>
      ) : (
        <Menu position="bottom-start">
          <Menu.Target>{chip}</Menu.Target>
          <Menu.Dropdown>
            {options.map((option) => (
              <Menu.Item
                key={option.value}
                rightSection={option.value === value ? <IconCheck size={16} aria-hidden="true" /> : undefined}
                onClick={() => onChange(option.value)}
              >
                {option.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {chosen && (
        <UnstyledButton
          className={classes.clear}
          aria-label={`Clear the filter ${label}`}
          onClick={() => onChange(undefined)}
        >
          <IconX size={14} aria-hidden="true" />
        </UnstyledButton>
      )}
    </span>
  );
}
