import { Button, Modal, Radio, Select, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import {
  acceptOwnership,
  endOwnershipOffer,
  getOwnershipOffer,
  type Member,
  type OwnershipOffer,
  offerOwnership,
} from '#server/team/contract.ts';
import { useMay } from '../accounts/if-may.tsx';
import { useCall, useChange } from '../api/index.ts';
import { useSession } from '../sign-in/use-session.ts';
import { Card } from '../ui/card.tsx';
import { DialogForm } from '../ui/dialog-form.tsx';
import { FormFailure } from '../ui/form-failure.tsx';
import { Ago } from '../ui/time.tsx';
import classes from './team.module.css';

const refresh = ['/api/ownership-offer', '/api/members', '/api/session'];

/** An open offer of ownership, for those it concerns; for owners without one, the way to make it. */
export function Ownership({ members }: { members: Member[] }) {
  const { user } = useSession();
  const may = useMay();
  const { data } = useCall(getOwnershipOffer);
  const [opened, { open, close }] = useDisclosure();
  const others = members.filter((member) => member.role !== 'owner');
  if (data?.offer?.to.id === user.id) return <OfferToMe offer={data.offer} />;
  if (data?.offer) return <OpenOffer offer={data.offer} />;
  if (!may(offerOwnership) || !data || others.length === 0) return null;
  return (
    <Card
      title="Ownership"
      aside={
        <Button variant="default" onClick={open}>
          Hand over
        </Button>
      }
    >
      <Text c="dimmed">
        You may make another member an owner, beside you or in your place. They must accept.
      </Text>
      <Modal opened={opened} onClose={close} title="Hand over the ownership">
        {opened && <OfferForm members={others} onDone={close} />}
      </Modal>
    </Card>
  );
}

function OfferToMe({ offer }: { offer: OwnershipOffer }) {
  const { account } = useSession();
  const accept = useChange(acceptOwnership, { refresh });
  const decline = useChange(endOwnershipOffer, { refresh });
  return (
    <Card title="You are offered the ownership">
      <Text>
        <strong>{offer.from.name}</strong> wants you to own <strong>{account.name}</strong>
        {offer.thenRole === 'owner' ? ' together with them.' : ' and will be an admin then.'} Owners answer
        for what is sent, and decide about the account as a whole. The offer stands until{' '}
        <Ago at={offer.expiresAt} />.
      </Text>
      <FormFailure error={accept.error ?? decline.error} />
      <div className={classes.acts}>
        <Button
          mt="md"
          loading={accept.isPending}
          onClick={() =>
            accept.mutate(
              {},
              { onSuccess: () => notifications.show({ message: `You own ${account.name} now.` }) },
            )
          }
        >
          Accept
        </Button>
        <Button mt="md" variant="default" loading={decline.isPending} onClick={() => decline.mutate({})}>
          Decline
        </Button>
      </div>
    </Card>
  );
}

function OpenOffer({ offer }: { offer: OwnershipOffer }) {
  const withdraw = useChange(endOwnershipOffer, { refresh });
  return (
    <Card
      title="Ownership"
      aside={
        <Button variant="default" loading={withdraw.isPending} onClick={() => withdraw.mutate({})}>
          Withdraw
        </Button>
      }
    >
      <Text>
        Offered to <strong>{offer.to.name}</strong> <Ago at={offer.createdAt} />. Nothing changes before they
        accept, which they find on this page.
      </Text>
      <FormFailure error={withdraw.error} />
    </Card>
  );
}

function OfferForm({ members, onDone }: { members: Member[]; onDone: () => void }) {
  const [memberId, setMemberId] = useState(members[0]!.id);
  const [thenRole, setThenRole] = useState<'owner' | 'admin'>('admin');
  const offer = useChange(offerOwnership, { refresh });
  return (
    <DialogForm
      change={offer}
      action="Offer ownership"
      onSubmit={() => offer.mutate({ body: { memberId, thenRole } }, { onSuccess: onDone })}
      onCancel={onDone}
    >
      <Select
        label="To whom"
        data={members.map(({ id, name, email }) => ({ value: id, label: `${name} · ${email}` }))}
        value={memberId}
        onChange={(id) => id && setMemberId(id)}
        allowDeselect={false}
      />
      <Radio.Group
        label="And you"
        value={thenRole}
        onChange={(role) => setThenRole(role as 'owner' | 'admin')}
      >
        <Stack gap="xs" mt={6}>
          <Radio value="admin" label="Become an admin" description="They own the account in your place." />
          <Radio value="owner" label="Stay an owner" description="You own the account together." />
        </Stack>
      </Radio.Group>
    </DialogForm>
  );
}
