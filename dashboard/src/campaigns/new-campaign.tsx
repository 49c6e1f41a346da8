import { Modal, Skeleton, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconCode } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { createCampaign } from '#server/campaigns/contract.ts';
import { type Content, listStarters, type Starter } from '#server/content/contract.ts';
import { useMay } from '../accounts/if-may.tsx';
import { MayNotPage } from '../accounts/may-not-page.tsx';
import { useCall, useChange } from '../api/index.ts';
import { DialogForm } from '../ui/dialog-form.tsx';
import { fieldErrors } from '../ui/form-failure.tsx';
import { Page } from '../ui/page.tsx';
import { Loaded, Patience } from '../ui/states.tsx';
import { MailThumbnail } from './mail-thumbnail.tsx';
import classes from './new-campaign.module.css';

/** What a campaign begins from: one of the starters, or source of one's own. */
type Beginning = { name: string; starter?: string; content?: Content };

const blank: Beginning = {
  name: 'your own HTML',
  content: { kind: 'html', version: 1, source: '', text: null },
};

export function NewCampaign() {
  return useMay()(createCampaign) ? <Beginnings /> : <MayNotPage title="Write a campaign" />;
}

function Beginnings() {
  const starters = useCall(listStarters);
  const [chosen, setChosen] = useState<Beginning>();
  return (
    <Page
      title="What would you like to send?"
      tabTitle="Write a campaign"
      lead="Every template works on phones and in dark mode. Words, pictures and colours are yours to change."
      crumbs={[{ label: 'Campaigns', to: '/campaigns' }]}
      width="wide"
    >
      <Loaded query={starters} skeleton={<GallerySkeleton />}>
        {({ items }) => (
          <ul className={classes.gallery}>
            {items.map((starter) => (
              <StarterTile
                key={starter.id}
                starter={starter}
                onChoose={() => setChosen({ name: starter.name, starter: starter.id })}
              />
            ))}
            <li>
              <UnstyledButton className={classes.tile} onClick={() => setChosen(blank)}>
                <span className={classes.code}>
                  <IconCode size={40} stroke={1.25} aria-hidden="true" />
                </span>
                <span className={classes.words}>
                  <Text component="span" fw={600} display="block">
                    Your own code
                  </Text>
                  <Text component="span" size="sm" c="dimmed">
                    Paste HTML or MJML that you already have.
                  </Text>
                </span>
              </UnstyledButton>
            </li>
          </ul>
        )}
      </Loaded>
      <Modal opened={chosen !== undefined} onClose={() => setChosen(undefined)} title="Name the campaign">
        {chosen && <NameForm beginning={chosen} onCancel={() => setChosen(undefined)} />}
      </Modal>
    </Page>
  );
}

function StarterTile({ starter, onChoose }: { starter: Starter; onChoose: () => void }) {
  return (
    <li>
      <UnstyledButton className={classes.tile} onClick={onChoose}>
        <MailThumbnail content={starter.content} subject={starter.subject} preheader={starter.preheader} />
        <span className={classes.words}>
          <Text component="span" fw={600} display="block">
            {starter.name}
          </Text>
          <Text component="span" size="sm" c="dimmed">
            {starter.description}
          </Text>
        </span>
      </UnstyledButton>
    </li>
  );
}

function NameForm({
  beginning: { name: from, ...content },
  onCancel,
}: {
  beginning: Beginning;
  onCancel: () => void;
}) {
  const navigate = useNavigate();
  const create = useChange(createCampaign, { refresh: ['/api/campaigns', '/api/home'] });
  const { list } = useSearch({ from: '/app/campaigns/new' });
  const [name, setName] = useState('');
  const submit = () =>
    create.mutate(
      { body: { name, ...content, ...(list ? { includeLists: [list] } : {}) } },
      { onSuccess: ({ id }) => navigate({ to: '/campaigns/$id', params: { id } }) },
    );
  return (
    <DialogForm
      change={create}
      action="Begin"
      disabled={name.trim() === ''}
      onSubmit={submit}
      onCancel={onCancel}
    >
      <TextInput
        label="Name"
        description={`For you and your colleagues; readers never see it. Begins from ${from}.`}
        placeholder="November news"
        data-autofocus
        required
        value={name}
        error={fieldErrors(create.error).name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </DialogForm>
  );
}

function GallerySkeleton() {
  return (
    <Patience>
      <div className={classes.gallery}>
        {[0, 1, 2, 3, 4, 5].map((tile) => (
          <Skeleton key={tile} h={280} radius={16} />
        ))}
      </div>
    </Patience>
  );
}
