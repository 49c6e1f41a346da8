import { Menu, UnstyledButton } from '@mantine/core';
import { IconCheck, IconPlus, IconX } from '@tabler/icons-react';
import classes from './filter-chip.module.css';

interface FilterChipProps {
  /** What it filters by: `Status`. */
  label: string;
  value: string | undefined;
  options: readonly { value: string; label: string }[];
  onChange: (value: string | undefined) => void;
}

/** A filter that is offered (`+ Status`) or in force (`Status: Subscribed ×`). */
export function FilterChip({ label, value, options, onChange }: FilterChipProps) {
  const chosen = options.find((option) => option.value === value);
  return (
    <span className={classes.group} data-active={chosen ? true : undefined}>
      <Menu position="bottom-start">
        <Menu.Target>
          <UnstyledButton className={classes.chip} data-active={chosen ? true : undefined}>
            {!chosen && <IconPlus size={14} aria-hidden="true" />}
            <span className={classes.text}>{chosen ? `${label}: ${chosen.label}` : label}</span>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
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
