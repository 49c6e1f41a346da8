import { Select, Stack, Text, TextInput } from '@mantine/core';
import { ageGroups } from '#server/accounts/contract.ts';
import classes from '../../sign-in/door.module.css';

export interface Told {
  occupation: string;
  gender: string;
  ageGroup: (typeof ageGroups)[number] | null;
}

export const nothingTold: Told = { occupation: '', gender: '', ageGroup: null };

type InputOf = (name: keyof Told) => object;

/** The same, folded away in a form that asks for more. */
export const FoldedFreeDetails = ({ inputOf }: { inputOf: InputOf }) => (
  <details className={classes.more}>
    <summary>A few things more, only if you like</summary>
    <FreeDetails inputOf={inputOf} />
  </details>
);

/** What nobody has to tell, each with why we ask. */
export function FreeDetails({ inputOf }: { inputOf: InputOf }) {
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        None of this is needed, and nothing works better or worse without it. You can change or remove it in
        your profile at any time.
      </Text>
      <TextInput
        label="Occupation (optional)"
        description="Tells us for whom to write help and examples."
        autoComplete="organization-title"
        {...inputOf('occupation')}
      />
      <TextInput
        label="Gender (optional)"
        description="Shows us in totals whether we serve everybody alike. In your own words."
        autoComplete="off"
        {...inputOf('gender')}
      />
      <Select
        label="Age (optional)"
        description="Shows us in totals how well the screens suit young and old eyes."
        placeholder="Not told"
        data={ageGroups as readonly string[]}
        clearable
        {...inputOf('ageGroup')}
      />
    </Stack>
  );
}
