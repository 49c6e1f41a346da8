import { Button, Loader } from '@mantine/core';
import type { MouseEvent, ReactNode } from 'react';

interface SaveButtonProps {
  /** Whether there is anything to save. */
  isChanged: boolean;
  isSaving: boolean;
  /** Where it does not submit a form. */
  onSave?: () => void;
  children?: ReactNode;
}

/**
 * Saves what was changed on a screen that stays as it is. Never `disabled`, nor `loading`, which disables: whoever presses it with
 * the keyboard would lose their place with every save.
 */
export function SaveButton({ isChanged, isSaving, onSave, children = 'Save' }: SaveButtonProps) {
  const isIdle = !isChanged || isSaving;
  const press = (event: MouseEvent) => {
    if (isIdle) event.preventDefault();
    else onSave?.();
  };
  return (
    <Button
      type={onSave ? 'button' : 'submit'}
      aria-disabled={isIdle}
      data-disabled={isIdle || undefined}
      aria-busy={isSaving}
      rightSection={isSaving && <Loader size={14} aria-hidden />}
      onClick={press}
    >
      {children}
    </Button>
  );
}
