import { Modal, Select, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { listPlans, type Plan } from '#server/accounts/contract.ts';
import { makeAccountFor } from '#server/operator/contract.ts';
import { useCall, useChange } from '../api/index.ts';
import { DialogForm } from '../ui/dialog-form.tsx';
import { fieldErrors } from '../ui/form-failure.tsx';
import { Loaded } from '../ui/states.tsx';

interface PrepareAccountProps {
  opened: boolean;
  onClose: () => void;
}

/** Prepares an account for somebody, who opens it by a link in a mail. */
export function PrepareAccountDialog({ opened, onClose }: PrepareAccountProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Prepare an account">
      {opened && <WithPlans onDone={onClose} />}
    </Modal>
  );
}

function WithPlans({ onDone }: { onDone: () => void }) {
  const plans = useCall(listPlans);
  return (
    <Loaded query={plans}>
      {({ items }) => <PrepareForm plans={items.filter(({ isArchived }) => !isArchived)} onDone={onDone} />}
    </Loaded>
  );
}

function PrepareForm({ plans, onDone }: { plans: Plan[]; onDone: () => void }) {
  const prepare = useChange(makeAccountFor, { refresh: ['/api/operator'] });
  const form = useForm({
    mode: 'controlled',
    initialValues: {
      organisation: '',
      name: '',
      email: '',
      planId: plans.find(({ isDefault }) => isDefault)?.id ?? null,
    },
  });
  const submit = form.onSubmit((body) =>
    prepare.mutate(
      { body },
      {
        onSuccess: ({ email }) => {
          notifications.show({ message: `The mail to ${email} is on its way.` });
          onDone();
        },
        onError: (error) => form.setErrors(fieldErrors(error)),
      },
    ),
  );
  return (
    <DialogForm change={prepare} action="Send the link" onSubmit={submit} onCancel={onDone}>
      <Text size="sm" c="dimmed">
        They get a link by mail, choose a password, agree to the policies, and the account is theirs. The link
        works once, for 14 days.
      </Text>
      <TextInput label="Organisation" data-autofocus required {...form.getInputProps('organisation')} />
      <TextInput label="Name of the owner" required {...form.getInputProps('name')} />
      <TextInput
        label="Their email"
        type="email"
        autoComplete="off"
        required
        {...form.getInputProps('email')}
      />
      <Select
        label="Plan"
        clearable
        placeholder="None: no limits"
        data={plans.map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps('planId')}
      />
    </DialogForm>
  );
}
