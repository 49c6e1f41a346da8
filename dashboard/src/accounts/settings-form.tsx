import { Group } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { Editable } from '../ui/editable.tsx';
import { FormFailure, fieldErrors } from '../ui/form-failure.tsx';
import { SaveButton } from '../ui/save-button.tsx';

interface SettingsFormProps<Values extends Record<string, unknown>> {
  form: UseFormReturnType<Values>;
  change: { error: unknown; isPending: boolean };
  /** Is given what was changed alone: the rest may have been changed by somebody else since the page was opened. */
  onSave: (changed: Partial<Values>) => Promise<unknown>;
  /** What is said once it is saved. */
  saved: string;
  readOnly?: boolean;
  children: ReactNode;
}

/** A page of settings that is saved as a whole; the button wakes with the first change. */
export function SettingsForm<Values extends Record<string, unknown>>({
  form,
  change,
  onSave,
  saved,
  readOnly = false,
  children,
}: SettingsFormProps<Values>) {
  const save = form.onSubmit(async (values) => {
    try {
      await onSave(changedOf(form, values));
      form.resetDirty();
      notifications.show({ message: saved });
    } catch (error) {
      form.setErrors(fieldErrors(error));
    }
  });
  return (
    <form onSubmit={save} noValidate>
      <Editable when={!readOnly}>
        {children}
        <FormFailure error={change.error} />
        {!readOnly && (
          <Group mt="lg">
            <SaveButton isChanged={form.isDirty()} isSaving={change.isPending} />
          </Group>
        )}
      </Editable>
    </form>
  );
}

const changedOf = <Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  values: Values,
): Partial<Values> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => form.isDirty(name))) as Partial<Values>;
