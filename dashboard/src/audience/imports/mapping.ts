import {
  type ColumnTarget,
  type ContactField,
  type ContactImport,
  fieldKeyFrom,
  type ImportColumn,
} from '#server/audience/contract.ts';

/** What is chosen for each column to begin with: what was chosen last time, else our guesses. */
export const firstMapping = ({ mapping, columns }: ContactImport): ColumnTarget[] =>
  mapping.length > 0 ? mapping : columns.map(({ guess }) => guess);

/** A target as the value of a select. */
export const choiceOf = (target: ColumnTarget): string =>
  target.to === 'field' ? `field:${target.key}` : target.to;

/** The target a choice means for a column; `taken` are the keys that exist or are being made. */
export function targetOf(choice: string, column: ImportColumn, taken: ReadonlySet<string>): ColumnTarget {
  if (choice.startsWith('field:')) return { to: 'field', key: choice.slice('field:'.length) };
  switch (choice) {
    case 'email':
      return { to: 'email' };
    case 'status':
      return column.guess.to === 'status' ? column.guess : { to: 'status', reading: 'words' };
    case 'new_field': {
      const label = column.header || 'New field';
      return { to: 'new_field', label, key: fieldKeyFrom(label, taken), type: column.guessedType };
    }
    default:
      return { to: 'skip' };
  }
}

interface MappingFaults {
  /** What is wrong with the whole; undefined when nothing is. */
  general: string | undefined;
  /** What is wrong with which column. */
  columns: ReadonlyMap<number, string>;
}

/** What keeps a mapping from being used. */
export function faultsOf(mapping: readonly ColumnTarget[], fields: readonly ContactField[]): MappingFaults {
  const columns = new Map<number, string>();
  const labels = new Map(fields.map(({ key, label }) => [key, label]));
  const goals = new Map<string, number[]>();
  for (const [index, target] of mapping.entries()) {
    if (target.to === 'new_field' && target.label.trim() === '') columns.set(index, 'Give the field a name.');
    const goal = goalOf(target);
    if (goal) goals.set(goal, [...(goals.get(goal) ?? []), index]);
  }
  for (const [goal, indexes] of goals) {
    if (indexes.length < 2) continue;
    const name = goal === 'email' ? 'the email address' : (labels.get(goal.slice(6)) ?? 'this field');
    for (const index of indexes) columns.set(index, `Only one column can be ${name}. Leave one of them out.`);
  }
  const general = goals.has('email')
    ? undefined
    : 'Say which column holds the email address; without one nobody can be added.';
  return { general, columns };
}

/** What no two columns may share. */
function goalOf(target: ColumnTarget): string | undefined {
  if (target.to === 'email') return 'email';
  if (target.to === 'field' || target.to === 'new_field') return `field:${target.key}`;
  return undefined;
}
