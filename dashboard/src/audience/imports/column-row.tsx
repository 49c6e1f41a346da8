import { NativeSelect, TextInput } from '@mantine/core';
import {
  type ColumnTarget,
  type ContactField,
  type FieldType,
  fieldKeyFrom,
  type ImportColumn,
  type StatusReading,
} from '#server/audience/contract.ts';
import { fieldTypes } from '../fields/field-types.ts';
import { readings } from './import-words.ts';
import classes from './mapping.module.css';
import { choiceOf, targetOf } from './mapping.ts';

interface ColumnRowProps {
  /** Its place in the file, from 1. */
  number: number;
  column: ImportColumn;
  target: ColumnTarget;
  fields: readonly ContactField[];
  /** Keys a new field must not take. */
  takenKeys: ReadonlySet<string>;
  fault: string | undefined;
  onChange: (target: ColumnTarget) => void;
}

/** A column: how it is called, what stands in it, and where it goes. */
export function ColumnRow(props: ColumnRowProps) {
  const { number, column, target, fields, takenKeys, fault, onChange } = props;
  const name = column.header || `Column ${number}`;
  return (
    <li className={classes.column}>
      <div className={classes.about}>
        <div className={classes.header}>
          {column.header || <span className={classes.unnamed}>Column {number}, without a heading</span>}
        </div>
        <Examples values={column.examples} />
      </div>
      <div className={classes.target}>
        <NativeSelect
          aria-label={`${name} goes to`}
          data={choices(fields)}
          value={choiceOf(target)}
          error={target.to === 'new_field' ? undefined : fault}
          onChange={(event) => onChange(targetOf(event.currentTarget.value, column, takenKeys))}
        />
        {target.to === 'new_field' && (
          <NewField name={name} target={target} takenKeys={takenKeys} fault={fault} onChange={onChange} />
        )}
        {target.to === 'status' && (
          <NativeSelect
            aria-label={`How to read ${name}`}
            data={readings}
            value={target.reading}
            onChange={(event) =>
              onChange({ to: 'status', reading: event.currentTarget.value as StatusReading })
            }
          />
        )}
      </div>
    </li>
  );
}

const choices = (fields: readonly ContactField[]) => [
  { value: 'skip', label: 'Leave this column out' },
  { value: 'email', label: 'Email address' },
  {
    group: 'Fields',
    items: [
      ...fields.map(({ key, label }) => ({ value: `field:${key}`, label })),
      { value: 'new_field', label: 'Make a new field…' },
    ],
  },
  { group: 'Standing', items: [{ value: 'status', label: 'Says who opted out or bounced' }] },
];

function Examples({ values }: { values: readonly string[] }) {
  if (values.length === 0) return <div className={classes.unnamed}>Nothing in the first rows</div>;
  return (
    <ul className={classes.examples} aria-label="Examples">
      {values.slice(0, 4).map((value) => (
        <li key={value} title={value}>
          {value}
        </li>
      ))}
    </ul>
  );
}

interface NewFieldProps {
  name: string;
  target: Extract<ColumnTarget, { to: 'new_field' }>;
  takenKeys: ReadonlySet<string>;
  fault: string | undefined;
  onChange: (target: ColumnTarget) => void;
}

function NewField({ name, target, takenKeys, fault, onChange }: NewFieldProps) {
  return (
    <div className={classes.newField}>
      <TextInput
        aria-label={`Name of the new field for ${name}`}
        maxLength={100}
        value={target.label}
        error={fault}
        onChange={(event) => {
          const label = event.currentTarget.value;
          onChange({ ...target, label, key: fieldKeyFrom(label, takenKeys) });
        }}
      />
      <NativeSelect
        aria-label={`Kind of value of the new field for ${name}`}
        data={[...fieldTypes]}
        value={target.type}
        onChange={(event) => onChange({ ...target, type: event.currentTarget.value as FieldType })}
      />
    </div>
  );
}
