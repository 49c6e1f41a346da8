import { Anchor } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import {
  askForSecondStepByPasskey,
  getSecondStep,
  type ShownFactor,
  takeSecondStep,
} from '#server/second-factors/contract.ts';
import type { Session } from '#server/sign-in/contract.ts';
import { call, useCall } from '../api/index.ts';
import { Door } from '../sign-in/door.tsx';
import { Loaded } from '../ui/states.tsx';
import { FactorForm } from './factor-form.tsx';
import { signWithPasskey } from './passkey-ceremony.ts';

interface SecondStepProps {
  onDone: (session: Session) => void;
  onBack: () => void;
}

/** After the right password: the second factor. */
export function SecondStep(props: SecondStepProps) {
  return (
    <Door title="One more step" lead="That was right. Now confirm with your second factor.">
      <SecondStepForm {...props} />
    </Door>
  );
}

export function SecondStepForm({ onDone, onBack }: SecondStepProps) {
  const step = useCall(getSecondStep);
  const take = useMutation({
    mutationFn: async (given: Partial<ShownFactor> | undefined) => {
      const body = given ?? { passkey: await signWithPasskey(await call(askForSecondStepByPasskey)) };
      return await call(takeSecondStep, { body });
    },
    onSuccess: onDone,
  });
  return (
    <>
      <Loaded query={step}>
        {({ methods }) => (
          <FactorForm
            methods={methods}
            action="Log in"
            busy={take.isPending}
            error={take.error}
            onPasskey={() => take.mutate(undefined)}
            onGiven={(given) => take.mutate(given as Partial<ShownFactor>)}
          />
        )}
      </Loaded>
      <Anchor component="button" type="button" size="sm" mt="lg" onClick={onBack}>
        Begin again
      </Anchor>
    </>
  );
}
