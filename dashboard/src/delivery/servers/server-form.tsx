import { TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import type { ReactNode } from 'react';
import type { SendingServer, ServerKind } from '#server/delivery/contract.ts';
import { FormSection } from '../../ui/form-section.tsx';
import { CarriesSection } from './carries-section.tsx';
import { DirectSection } from './direct-section.tsx';
import type { ServerDraft } from './draft.ts';
import { LimitsSection } from './limits-section.tsx';
import { RelaySection } from './relay-section.tsx';
import { WarmUpSection } from './warm-up-section.tsx';

export type ServerFormApi = UseFormReturnType<ServerDraft>;

export const useServerForm = (initialValues: ServerDraft): ServerFormApi =>
  useForm<ServerDraft>({ mode: 'controlled', initialValues });

interface ServerFormProps {
  form: ServerFormApi;
  kind: ServerKind;
  /** The server that is changed; undefined for a new one. */
  kept?: SendingServer | undefined;
  onSubmit: (draft: ServerDraft) => void;
  /** Buttons and results at the foot. */
  children: ReactNode;
}

/** Everything about one sending server, new or kept. */
export function ServerForm({ form, kind, kept, onSubmit, children }: ServerFormProps) {
  return (
    <form onSubmit={form.onSubmit(onSubmit)} noValidate>
      {kind === 'smtp' && <RelaySection form={form} kept={kept} />}
      {kind === 'mx' && <DirectSection form={form} />}
      {kind === 'sandbox' && (
        <FormSection title="Name" help="What lands here is read under Sandbox; it never leaves.">
          <TextInput label="Name" required {...form.getInputProps('name')} />
        </FormSection>
      )}
      <CarriesSection form={form} />
      <LimitsSection form={form} kind={kind} />
      {kind !== 'sandbox' && <WarmUpSection form={form} kept={kept} />}
      {children}
    </form>
  );
}
