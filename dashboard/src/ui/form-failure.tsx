import { Alert } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { ApiFailure } from '../api/index.ts';

/** Puts what the server found wrong beside the fields it names. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiFailure)) return {};
  const sentences = Object.entries(error.fields).map(([field, said]) => [field, capitalised(said)]);
  return Object.fromEntries(sentences);
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The summary of a refused form. It is read out, and the first marked field gets the focus: on a phone it may be far above. */
export function FormFailure({ error }: { error: unknown }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!error) return;
    const marked = box.current?.closest('form')?.querySelector<HTMLElement>('[aria-invalid=true]');
    const fold = marked?.closest('details');
    if (fold) fold.open = true;
    (marked ?? box.current)?.focus();
  }, [error]);
  if (!error) return null;
  const failure = error instanceof ApiFailure ? error : undefined;
  const hasFields = failure && Object.keys(failure.fields).length > 0;
  return (
    <Alert color="red" variant="light" ref={box} tabIndex={-1} role="alert">
      {hasFields
        ? 'Please look at the marked fields; everything you typed is still here.'
        : (error as Error).message}
      {failure?.id && ` (quote ${failure.id} when asking for help)`}
    </Alert>
  );
}
