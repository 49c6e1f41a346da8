import type { z } from 'zod';

type Issue = Parameters<z.core.$ZodErrorMap>[0];

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** Says what is wrong with an input where its contract has no words of its own. */
export function issueWords(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'This is missing.';
      return `This must be ${kinds[issue.expected] ?? issue.expected}.`;
    case 'invalid_value':
      return `This must be ${issue.values
        .map(String)
        .join(', ')
        .replace(/, ([^,]*)$/, ' or $1')}.`;
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return 'This must not be empty.';
      return `This must be at least ${amount(issue.origin, issue.minimum)}.`;
    case 'too_big':
      return `This must be at most ${amount(issue.origin, issue.maximum)}.`;
    case 'unrecognized_keys':
      return `Nothing is known of ${issue.keys
        .slice(0, 5)
        .map((key) => key.slice(0, 50))
        .join(', ')}.`;
    case 'invalid_format':
      return issue.format === 'uuid' ? 'This is not an id.' : 'This is not written as it must be.';
    default:
      return 'This cannot be used.';
  }
}

function amount(origin: string, count: number | bigint): string {
  if (origin === 'string') return `${count} ${count === 1 ? 'character' : 'characters'}`;
  if (origin === 'array') return `${count} ${count === 1 ? 'entry' : 'entries'}`;
  return String(count);
}
