import { Modal, NumberInput, Switch, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { changePlan, createPlan, type Plan } from '#server/accounts/contract.ts';
import { useChange } from '../../api/index.ts';
import { DialogForm } from '../../ui/dialog-form.tsx';
import { fieldErrors } from '../../ui/form-failure.tsx';

interface PlanEditorProps {
  /** Absent for a new one. */
  plan?: Plan;
  opened: boolean;
  onClose: () => void;
}

export function PlanEditor({ plan, opened, onClose }: PlanEditorProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={plan ? `The plan ${plan.name}` : 'New plan'}>
      {opened && <PlanForm plan={plan} onDone={onClose} />}
    </Modal>
  );
}

const limits = [
  ['contacts', 'Contacts'],
  ['messagesAMonth', 'Messages a month'],
  ['dailyCap', 'Messages in any 24 hours'],
  ['users', 'People'],
] as const;

const numberOf = (value: number | string) => (value === '' ? null : Number(value));
const refresh = ['/api/operator', '/api/plan', '/api/account'];

function PlanForm({ plan, onDone }: { plan: Plan | undefined; onDone: () => void }) {
  const create = useChange(createPlan, { refresh });
  const change = useChange(changePlan, { refresh });
  const form = useForm({
    mode: 'controlled',
    initialValues: {
      name: plan?.name ?? '',
      description: plan?.description ?? '',
      contacts: plan?.contacts ?? ('' as number | string),
      messagesAMonth: plan?.messagesAMonth ?? ('' as number | string),
      dailyCap: plan?.dailyCap ?? ('' as number | string),
      users: plan?.users ?? ('' as number | string),
      position: plan?.position ?? 0,
      isDefault: plan?.isDefault ?? false,
      isArchived: plan?.isArchived ?? false,
    },
  });
  const after = {
    onSuccess: () => {
      notifications.show({ message: 'The plan is saved.' });
      onDone();
    },
    onError: (error: Error) => form.setErrors(fieldErrors(error)),
  };
  const submit = form.onSubmit(({ isArchived, contacts, messagesAMonth, dailyCap, users, ...rest }) => {
    const body = {
      ...rest,
      contacts: numberOf(contacts),
      messagesAMonth: numberOf(messagesAMonth),
      dailyCap: numberOf(dailyCap),
      users: numberOf(users),
    };
    if (plan) change.mutate({ params: { id: plan.id }, body: { ...body, isArchived } }, after);
    else create.mutate({ body }, after);
  });
  return (
    <DialogForm change={plan ? change : create} action="Save" onSubmit={submit} onCancel={onDone}>
      <TextInput label="Name" data-autofocus required {...form.getInputProps('name')} />
      <Textarea
        label="Description"
        description="Accounts that have the plan read it."
        autosize
        {...form.getInputProps('description')}
      />
      {limits.map(([name, label]) => (
        <NumberInput
          key={name}
          label={label}
          placeholder="No limit"
          hideControls
          allowDecimal={false}
          allowNegative={false}
          thousandSeparator=","
          {...form.getInputProps(name)}
        />
      ))}
      <Switch label="New accounts get it" {...form.getInputProps('isDefault', { type: 'checkbox' })} />
      {plan && (
        <Switch
          label="Archived: given to no other account"
          {...form.getInputProps('isArchived', { type: 'checkbox' })}
        />
      )}
    </DialogForm>
  );
}
