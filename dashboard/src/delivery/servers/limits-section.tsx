import type { ServerKind } from '#server/delivery/contract.ts';
import { FormSection } from '../../ui/form-section.tsx';
import { Amount } from './amount.tsx';
import classes from './form.module.css';
import { ReceiverLimits } from './receiver-limits.tsx';
import type { ServerFormApi } from './server-form.tsx';

const rates = [
  ['limits.perSecond', 'A second'],
  ['limits.perMinute', 'A minute'],
  ['limits.perHour', 'An hour'],
  ['limits.perDay', 'A day'],
] as const;

/** How much may go over it in a while. */
export function LimitsSection({ form, kind }: { form: ServerFormApi; kind: ServerKind }) {
  return (
    <FormSection
      title="Limits"
      help={
        kind === 'smtp'
          ? 'Your provider says what it allows. Stay a little below; what is over waits for its turn and is not lost. Empty: no limit.'
          : 'What is over waits for its turn and is not lost. Empty: no limit.'
      }
    >
      <fieldset className={classes.fieldset}>
        <legend>Messages, at most</legend>
        <div className={classes.quarters}>
          {rates.map(([field, label]) => (
            <Amount key={field} form={form} field={field} label={label} />
          ))}
        </div>
      </fieldset>
      <div className={classes.halves}>
        <Amount form={form} field="limits.connections" label="Connections at once" />
        <Amount form={form} field="messagesPerConnection" label="Messages on one connection" />
      </div>
      {kind !== 'sandbox' && <ReceiverLimits form={form} />}
    </FormSection>
  );
}
