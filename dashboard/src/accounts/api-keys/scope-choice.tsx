import { Button, Checkbox, Stack } from '@mantine/core';
import { type KeyScope, keyScopes } from '#server/accounts/contract.ts';
import { scopeWords } from './scope-words.ts';

interface ScopeChoiceProps {
  chosen: readonly KeyScope[];
  onChange: (chosen: KeyScope[]) => void;
  error?: string | undefined;
}

/** What a key may do. What another choice includes is ticked with it and cannot be taken out alone. */
export function ScopeChoice({ chosen, onChange, error }: ScopeChoiceProps) {
  const included = includedIn(chosen);
  const all = chosen.length === keyScopes.length;
  return (
    <Checkbox.Group
      label="What it may do"
      description="As little as its program needs."
      withAsterisk
      value={[...new Set([...chosen, ...included])]}
      error={error}
      onChange={(values) => onChange(withIncluded(values as KeyScope[], chosen))}
    >
      <Stack gap="sm" mt="sm">
        {scopeWords.map(({ scope, label, description }) => (
          <Checkbox
            key={scope}
            value={scope}
            label={label}
            description={description}
            disabled={included.includes(scope)}
          />
        ))}
        <Button
          variant="subtle"
          size="compact-sm"
          w="fit-content"
          onClick={() => onChange(all ? [] : [...keyScopes])}
        >
          {all ? 'Choose nothing' : 'Choose everything'}
        </Button>
      </Stack>
    </Checkbox.Group>
  );
}

const includedIn = (scopes: readonly KeyScope[]): KeyScope[] =>
  scopeWords.flatMap(({ scope, includes }) => (includes && scopes.includes(scope) ? [includes] : []));

/** Whoever takes out “change” keeps “read”, which stood there ticked all the while. */
const withIncluded = (values: KeyScope[], before: readonly KeyScope[]): KeyScope[] => [
  ...new Set([...values, ...includedIn(before)]),
];
