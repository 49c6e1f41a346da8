import { Modal, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import {
  askForProofByPasskey,
  getProofMethods,
  type Proof,
  proveYourself,
} from '#server/second-factors/contract.ts';
import { call, settleProof, useCall } from '../api/index.ts';
import { useWanted } from '../shell/on-demand.tsx';
import { onProvedElsewhere } from '../sign-in-providers/proved-elsewhere.ts';
import { Loaded } from '../ui/states.tsx';
import { useTopEscape } from '../ui/top-escape.ts';
import { FactorForm } from './factor-form.tsx';
import { signWithPasskey } from './passkey-ceremony.ts';

/** Asks for a password, a passkey or a code when something dangerous is about to be done. */
export default function StepUpDialog({ wanted }: { wanted: number }) {
  const [opened, close] = useWanted(wanted);
  const settle = (proved: boolean) => {
    close();
    settleProof(proved);
  };
  useTopEscape(opened, () => settle(false));
  return (
    <Modal
      opened={opened}
      onClose={() => settle(false)}
      closeOnEscape={false}
      title="Confirm that it is you"
      zIndex={300}
    >
      {opened && <Question onProved={() => settle(true)} />}
    </Modal>
  );
}

function Question({ onProved }: { onProved: () => void }) {
  const methods = useCall(getProofMethods);
  const prove = useMutation({
    mutationFn: async (given: Partial<Proof> | undefined) => {
      const body = given ?? { passkey: await signWithPasskey(await call(askForProofByPasskey)) };
      await call(proveYourself, { body });
    },
    onSuccess: onProved,
  });
  useEffect(() => onProvedElsewhere(onProved), [onProved]);
  return (
    <>
      <Text mb="md">
        What you are about to do could harm in wrong hands. It goes on as soon as you have confirmed, and you
        are not asked again for ten minutes.
      </Text>
      <Loaded query={methods}>
        {(read) => (
          <FactorForm
            methods={read.methods}
            providers={read.providers}
            action="Confirm"
            busy={prove.isPending}
            error={prove.error}
            onPasskey={() => prove.mutate(undefined)}
            onGiven={(given) => prove.mutate(given)}
          />
        )}
      </Loaded>
    </>
  );
}
