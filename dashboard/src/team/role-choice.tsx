import { Radio, Stack } from '@mantine/core';
import type { GivenRole } from '#server/team/contract.ts';
import { roleChoices } from './role-words.ts';

interface RoleChoiceProps {
  value: GivenRole;
  onChange: (role: GivenRole) => void;
}

/** Which role somebody gets, each with what it may do. */
export function RoleChoice({ value, onChange }: RoleChoiceProps) {
  return (
    <Radio.Group label="Role" value={value} onChange={(role) => onChange(role as GivenRole)}>
      <Stack gap="xs" mt={6}>
        {roleChoices.map((choice) => (
          <Radio key={choice.value} {...choice} data-autofocus={choice.value === value || undefined} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
