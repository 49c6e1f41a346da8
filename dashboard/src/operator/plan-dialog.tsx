import { Modal, Select } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { listPlans } from '#server/accounts/contract.ts';
import { type OperatorsAccount, setAccountPlan } from '#server/operator/contract.ts';
import { useCall, useChange } from '../api/index.ts';
import { DialogForm } from '../ui/dialog-form.tsx';

interface PlanDialogProps {
  account: Pick<OperatorsAccount, 'id' | 'name' | 'plan'>;
  opened: boolean;
  onClose: () => void;
}

/** Which plan an account has. What is over a lower limit stays; nothing is added to it. */
export function PlanDialog({ account, opened, onClose }: PlanDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Plan of ${account.name}`}>
      {opened && <PlanForm account={account} onDone={onClose} />}
    </Modal>
  );
}

function PlanForm({
  account: { id, name, plan },
  onDone,
}: Pick<PlanDialogProps, 'account'> & { onDone: () => void }) {
  const [planId, setPlanId] = useState(plan?.id ?? null);
  const { data } = useCall(listPlans);
  const change = useChange(setAccountPlan, { refresh: ['/api/operator', '/api/plan', '/api/account'] });
  const offered = (data?.items ?? []).filter((one) => !one.isArchived || one.id === plan?.id);
  const save = () =>
    change.mutate(
      { params: { id }, body: { planId } },
      {
        onSuccess: () => {
          notifications.show({ message: `The plan of ${name} is saved.` });
          onDone();
        },
      },
    );
  return (
    <DialogForm change={change} action="Save" onSubmit={save} onCancel={onDone}>
      <Select
        label="Plan"
        description="What is over a lower limit stays; nothing is added to it."
        clearable
        placeholder="None: no limits"
        data={offered.map((one) => ({ value: one.id, label: one.name }))}
        value={planId}
        onChange={setPlanId}
      />
    </DialogForm>
  );
}
