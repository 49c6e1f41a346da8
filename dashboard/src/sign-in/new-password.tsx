import { PasswordInput, Progress, Text } from '@mantine/core';
import type { ComponentProps } from 'react';

const shortest = 12;

type Props = Omit<ComponentProps<typeof PasswordInput>, 'value'> & { value?: string };

/** A new password with a meter of the only thing that reliably helps: its length. */
export function NewPassword({ value = '', ...props }: Props) {
  const left = shortest - value.length;
  return (
    <div>
      <PasswordInput
        label="Password"
        description="At least 12 characters. A short sentence works well."
        autoComplete="new-password"
        required
        value={value}
        {...props}
      />
      <Progress
        value={Math.min(100, (value.length / 20) * 100)}
        size={4}
        mt={8}
        color={left > 0 ? 'yellow' : 'green'}
        aria-hidden="true"
      />
      <Text size="xs" c="dimmed" mt={4} aria-live="polite" mih={18}>
        {value.length === 0
          ? ''
          : left > 0
            ? `${left} more to go`
            : value.length < 20
              ? 'Long enough'
              : 'Splendidly long'}
      </Text>
    </div>
  );
}
