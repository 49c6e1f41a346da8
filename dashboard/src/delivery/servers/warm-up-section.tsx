import { Switch, Text } from '@mantine/core';
import type { SendingServer, WarmUp } from '#server/delivery/contract.ts';
import { FormSection } from '../../ui/form-section.tsx';
import { PlanFields } from './plan-fields.tsx';
import type { ServerFormApi } from './server-form.tsx';
import { usualPlan } from './warm-up-plan.ts';

/** A new sender begins small and grows day by day. */
export function WarmUpSection({ form, kept }: { form: ServerFormApi; kept?: SendingServer | undefined }) {
  const { warmUp } = form.values;
  const set = (plan: WarmUp | null) => form.setFieldValue('warmUp', plan);
  return (
    <FormSection
      title="Warm-up"
      help="Mailbox providers distrust a new address or domain that sends much at once. A warm-up lets a little more through each day; the rest waits for the next day."
    >
      <Switch
        label="Begin small and grow"
        description="For a new domain, or a new address that mail leaves from. A provider with shared addresses needs none."
        checked={warmUp !== null}
        onChange={(event) => set(event.currentTarget.checked ? (kept?.warmUp ?? usualPlan()) : null)}
      />
      {warmUp && <PlanFields warmUp={warmUp} onChange={set} />}
      {form.errors.warmUp && (
        <Text size="sm" c="var(--mantine-color-error)">
          {form.errors.warmUp}
        </Text>
      )}
    </FormSection>
  );
}
