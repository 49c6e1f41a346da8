/**
 * Marks what the sql tag made. A value that merely looks like a piece stays a value: JSON that somebody sent us can have any
 * shape, and text out of it must never become part of a statement.
 */
const made: unique symbol = Symbol('made by the sql tag');

/** A piece of SQL with its values kept apart from the text. Made by the sql tag; pieces nest. */
export interface Sql {
  readonly [made]: true;
  readonly strings: readonly string[];
  readonly values: readonly unknown[];
}

/**
 * Writes SQL: every `${value}` becomes a numbered parameter, every `${sql`…`}` is woven in. Text never comes from input,
 * which is what keeps injection out.
 */
export function sql(strings: TemplateStringsArray, ...values: unknown[]): Sql {
  const flat: Growing = { [made]: true, strings: [strings[0]!], values: [] };
  values.forEach((value, index) => {
    if (isSql(value)) weave(flat, value);
    else {
      flat.values.push(value);
      flat.strings.push('');
    }
    flat.strings[flat.strings.length - 1] += strings[index + 1]!;
  });
  return flat;
}

/**
 * A table or column whose name is in a variable of ours.
 * @throws for what is no plain name
 */
export function identifier(name: string): Sql {
  if (!/^[a-z][a-z_]*$/.test(name)) throw new Error('That is no name of a table or column.');
  return { [made]: true, strings: [name], values: [] };
}

/** A statement whose plan is made once for each connection and kept under its name. The same name means the same text. */
export interface Prepared extends Sql {
  readonly name: string;
}

export function prepared(name: string, piece: Sql): Prepared {
  return { ...piece, name };
}

/** Joins pieces, e.g. conditions with ` and `. The separator must be a literal of ours. */
export function join(pieces: Sql[], separator: ' and ' | ' or ' | ', '): Sql {
  const flat: Growing = { [made]: true, strings: [''], values: [] };
  pieces.forEach((piece, index) => {
    if (index > 0) flat.strings[flat.strings.length - 1] += separator;
    weave(flat, piece);
  });
  return flat;
}

/** The statement as the driver takes it: `$1`-style text and the values. */
export function toStatement(piece: Sql): { text: string; values: unknown[] } {
  const text = piece.strings.reduce(
    (sum, part, index) => (index === 0 ? part : `${sum}$${index}${part}`),
    '',
  );
  return { text, values: [...piece.values] };
}

type Growing = Sql & { strings: string[]; values: unknown[] };

function weave(into: Growing, piece: Sql): void {
  piece.strings.forEach((part, index) => {
    if (index === 0) into.strings[into.strings.length - 1] += part;
    else into.strings.push(part);
  });
  into.values.push(...piece.values);
}

function isSql(value: unknown): value is Sql {
  return typeof value === 'object' && value !== null && made in value;
}
