import { MultiSelect, Switch } from '@mantine/core';
import { listLists } from '#server/audience/contract.ts';
import { useCall } from '../api/index.ts';

interface ListRestrictionProps {
  /** The lists a member is restricted to; null for all. */
  value: string[] | null;
  onChange: (listIds: string[] | null) => void;
  error?: string | undefined;
}

/** Whether somebody sees all lists, or certain ones and the people on them. */
export function ListRestriction({ value, onChange, error }: ListRestrictionProps) {
  const lists = useCall(listLists);
  return (
    <>
      <Switch
        label="Only certain lists"
        description="They then see these lists, the people on them and campaigns to them, and nothing of the rest."
        checked={value !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? [] : null)}
      />
      {value !== null && (
        <MultiSelect
          label="Lists"
          data={(lists.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={value}
          error={error}
          onChange={onChange}
          searchable
          {...(value.length === 0 ? { placeholder: 'Choose lists' } : {})}
        />
      )}
    </>
  );
}
