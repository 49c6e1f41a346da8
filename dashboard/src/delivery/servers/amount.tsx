import { NumberInput } from '@mantine/core';
import type { ServerFormApi } from './server-form.tsx';

/** A whole number of one or more; empty for none. */
export const Amount = ({ form, field, label }: { form: ServerFormApi; field: string; label: string }) => (
  <NumberInput
    label={label}
    min={1}
    hideControls
    clampBehavior="none"
    allowDecimal={false}
    allowNegative={false}
    thousandSeparator=","
    {...form.getInputProps(field)}
  />
);
