import { FILTERS } from './filters.ts';
import type { Atom, Condition, FilterCall, Operator, Test } from './nodes.ts';
import { MergeError, type Position } from './problem.ts';

interface Token {
  type: 'name' | 'number' | 'string' | 'sign' | 'end';
  value: string;
  offset: number;
}

const SIGNS = ['==', '!=', '<>', '<=', '>=', '<', '>', '|', ':', ',', '.', '[', ']'];

/** Reads the inside of one merge tag, token by token; every error names its place in the source. */
export class ExpressionReader {
  private readonly tokens: Token[];
  private readonly place: (offset: number) => Position;
  private index = 0;

  constructor(body: string, bodyAt: Position) {
    this.place = (offset) => advance(body, offset, bodyAt);
    this.tokens = this.tokenize(body);
  }

  /** `value | filter: a, b | filter` up to the end of the tag. */
  pipeline(): { value: Atom; filters: FilterCall[] } {
    const value = this.atom();
    const filters: FilterCall[] = [];
    while (this.takeSign('|')) filters.push(this.filterCall());
    this.expectEnd();
    return { value, filters };
  }

  /** `a == b and c` up to the end of the tag. */
  condition(not = false): Condition {
    const tests = [this.test()];
    const joins: ('and' | 'or')[] = [];
    while (this.peek().type === 'name' && (this.peek().value === 'and' || this.peek().value === 'or')) {
      joins.push(this.next().value as 'and' | 'or');
      tests.push(this.test());
    }
    this.expectEnd();
    return { not, tests, joins };
  }

  /** `item in contact.items limit: 5` up to the end of the tag. */
  loop(): { name: string; list: Atom; limit: Atom | null } {
    const name = this.name('a name for each item, as in {% for item in contact.items %}');
    if (this.next().value !== 'in')
      throw this.fail('Expected “in”, as in {% for item in contact.items %}.', -1);
    const list = this.atom();
    let limit: Atom | null = null;
    if (this.peek().type === 'name') {
      const option = this.next().value;
      if (option !== 'limit')
        throw this.fail(`“for” does not know “${option}”; it knows limit: a number.`, -1);
      this.expectSign(':');
      limit = this.atom();
    }
    this.expectEnd();
    return { name, list, limit };
  }

  /** The first word of a block tag. */
  keyword(): string {
    return this.name('a tag name, such as if or for');
  }

  expectEnd(): void {
    const token = this.peek();
    if (token.type !== 'end') throw this.fail(`“${token.value}” was not expected here.`);
  }

  private filterCall(): FilterCall {
    const at = this.place(this.peek().offset);
    const name = this.name('the name of a filter after |');
    const filter = FILTERS.get(name);
    if (!filter) throw new MergeError(`There is no filter called “${name}”.${suggestion(name)}`, at);
    const args: Atom[] = [];
    if (this.takeSign(':')) {
      do args.push(this.atom());
      while (this.takeSign(','));
    }
    const [least, most] = filter.arity;
    if (args.length < least || args.length > most) {
      throw new MergeError(`The filter “${name}” is written like this: ${filter.example}.`, at);
    }
    return { name, args };
  }

  private test(): Test {
    const left = this.atom();
    const token = this.peek();
    const isOperator =
      token.type === 'sign' ? /^(==|!=|<>|<=?|>=?)$/.test(token.value) : token.value === 'contains';
    if (token.type === 'end' || token.type === 'string' || !isOperator) {
      if (token.type === 'sign' && token.value === '|') {
        throw this.fail('Filters cannot stand in a condition.');
      }
      return { left, operator: null, right: null };
    }
    const operator = (this.next().value === '<>' ? '!=' : token.value) as Operator;
    return { left, operator, right: this.atom() };
  }

  private atom(): Atom {
    const token = this.next();
    if (token.type === 'string') return { literal: token.value };
    if (token.type === 'number') return { literal: Number(token.value) };
    if (token.type !== 'name')
      throw this.fail(`Expected a field such as contact.first_name${found(token)}.`, -1);
    switch (token.value) {
      case 'true':
        return { literal: true };
      case 'false':
        return { literal: false };
      case 'nil':
      case 'null':
        return { literal: null };
      case 'blank':
      case 'empty':
        return { word: token.value };
    }
    return { path: this.restOfPath(token.value) };
  }

  private restOfPath(first: string): (string | number)[] {
    const path: (string | number)[] = [first];
    while (true) {
      if (this.takeSign('.')) path.push(this.name('a field name after the dot'));
      else if (this.takeSign('[')) {
        const key = this.next();
        if (key.type !== 'number' && key.type !== 'string') {
          throw this.fail('Between [ and ] goes a number or a quoted name.', -1);
        }
        path.push(key.type === 'number' ? Number(key.value) : key.value);
        this.expectSign(']');
      } else return path;
    }
  }

  private name(expected: string): string {
    const token = this.next();
    if (token.type !== 'name') throw this.fail(`Expected ${expected}${found(token)}.`, -1);
    return token.value;
  }

  private takeSign(value: string): boolean {
    const token = this.peek();
    if (token.type !== 'sign' || token.value !== value) return false;
    this.index++;
    return true;
  }

  private expectSign(value: string): void {
    if (!this.takeSign(value)) throw this.fail(`Expected ${value}${found(this.peek())}.`);
  }

  private peek(): Token {
    return this.tokens[Math.min(this.index, this.tokens.length - 1)]!;
  }

  private next(): Token {
    const token = this.peek();
    this.index++;
    return token;
  }

  private fail(message: string, back = 0): MergeError {
    const token = this.tokens[Math.max(0, Math.min(this.index + back, this.tokens.length - 1))]!;
    return new MergeError(message, this.place(token.offset));
  }

  private tokenize(body: string): Token[] {
    const tokens: Token[] = [];
    const pattern = /\s+|([A-Za-z_][\w-]*)|(-?\d+(?:\.\d+)?)|"([^"]*)"|'([^']*)'/y;
    let at = 0;
    while (at < body.length) {
      pattern.lastIndex = at;
      const match = pattern.exec(body);
      if (match) {
        if (match[1] !== undefined) tokens.push({ type: 'name', value: match[1], offset: at });
        else if (match[2] !== undefined) tokens.push({ type: 'number', value: match[2], offset: at });
        else if (match[3] !== undefined || match[4] !== undefined) {
          tokens.push({ type: 'string', value: match[3] ?? match[4]!, offset: at });
        }
        at = pattern.lastIndex;
        continue;
      }
      const sign = SIGNS.find((candidate) => body.startsWith(candidate, at));
      if (!sign) throw new MergeError(unreadable(body[at]!), this.place(at));
      tokens.push({ type: 'sign', value: sign, offset: at });
      at += sign.length;
    }
    tokens.push({ type: 'end', value: '', offset: body.trimEnd().length });
    return tokens;
  }
}

function found(token: Token): string {
  return token.type === 'end' ? ', but the tag ends here' : `, not “${token.value}”`;
}

function unreadable(char: string): string {
  if (char === '"' || char === "'") return `The text that starts with ${char} here is never closed.`;
  if (char === '“' || char === '”' || char === '‘' || char === '’') {
    return `Use straight quotes (" or ') in merge tags instead of ${char}.`;
  }
  if (char === '=') return 'Two equal signs compare, as in {% if contact.city == "Lisbon" %}.';
  return `“${char}” cannot stand in a merge tag.`;
}

function suggestion(name: string): string {
  const near = [...FILTERS.keys()].find((known) => known.startsWith(name.slice(0, 3).toLowerCase()));
  return near ? ` Did you mean “${near}”?` : '';
}

function advance(body: string, offset: number, from: Position): Position {
  const before = body.slice(0, offset);
  const breaks = before.split('\n').length - 1;
  if (breaks === 0) return [from[0], from[1] + offset];
  return [from[0] + breaks, offset - before.lastIndexOf('\n')];
}
