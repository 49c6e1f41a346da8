import { Alert, Button, Checkbox, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import {
  dropPolicyDraft,
  getOriginalPolicy,
  getPolicyDraft,
  type PolicyDraft,
  type PolicyKind,
  type PolicyVersion,
  publishPolicy,
  savePolicyDraft,
} from '#server/policies/contract.ts';
import { call, useCall, useChange } from '../api/index.ts';
import { useStaff } from '../operator/use-staff.ts';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/confirm.tsx';
import { FormFailure, fieldErrors } from '../ui/form-failure.tsx';
import { HarmButton } from '../ui/harm-button.tsx';
import { Page } from '../ui/page.tsx';
import { SaveButton } from '../ui/save-button.tsx';
import { EmptyState, Loaded } from '../ui/states.tsx';
import { policyAddress, policyDay } from './policy-day.ts';
import classes from './policy-text.module.css';
import { PolicyText } from './policy-text.tsx';

const refresh = ['/api/operator/policies', '/api/policies'];

/** Where admins change a policy: write, see what changes, publish. Other staff see how it stands. */
export function OperatorPolicyPage() {
  const { kind } = useParams({ from: '/console/operator/policies/$kind' }) as { kind: PolicyKind };
  const draft = useCall(getPolicyDraft, { params: { kind } });
  const mayChange = useStaff().may('operator:manage');
  const [isUnsaved, setUnsaved] = useState(false);
  return (
    <Page
      title={draft.data?.title ?? 'Policy'}
      crumbs={[{ label: 'Policies', to: '/operator/policies' }]}
      lead={
        mayChange
          ? 'Save a draft, look at what it changes, then publish it. Everybody is told by mail.'
          : 'How it stands, and the draft if there is one. Admins of this install change and publish it.'
      }
    >
      <Loaded query={draft}>
        {(read) => (
          <Stack gap="lg">
            {read.newest?.isOriginal && (
              <Alert variant="light" color="yellow" title="A starting point, not legal advice">
                This text comes with the product. Whether it fits you, your country and what you do with the
                product is for you to check, best with a lawyer, before you rely on it.
              </Alert>
            )}
            {mayChange && <Editor key={kind} draft={read} onUnsaved={setUnsaved} />}
            {read.revision > 0 ? <Changes draft={read} /> : !mayChange && <NoDraft draft={read} />}
            {mayChange && read.revision > 0 && <Publish draft={read} isUnsaved={isUnsaved} />}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

interface EditorProps {
  draft: PolicyDraft;
  /** Whether something is written that is not in the draft. */
  onUnsaved: (isUnsaved: boolean) => void;
}

function Editor({ draft, onUnsaved }: EditorProps) {
  // The draft that was begun from: what somebody else saves meanwhile neither replaces what is written nor is overwritten by it.
  const [{ kind, text, revision }, setBegun] = useState(draft);
  const [written, setWritten] = useState(text);
  const isChanged = written !== text;
  useEffect(() => onUnsaved(isChanged), [onUnsaved, isChanged]);
  const begin = (from: PolicyDraft) => {
    setBegun(from);
    setWritten(from.text);
  };
  if (!isChanged && draft.revision !== revision) begin(draft);
  const save = useChange(savePolicyDraft, { refresh });
  const drop = useChange(dropPolicyDraft, { refresh });
  const original = async () => setWritten((await call(getOriginalPolicy, { params: { kind } })).text);
  return (
    <Card title={revision > 0 ? 'Draft' : 'Text'}>
      <Stack mt="xs">
        <Textarea
          className={classes.source ?? ''}
          label="Text of the policy"
          description="# for the title, ## and ### for headings, - or 1. for lists, **bold**, [a link](https://…)"
          autosize
          minRows={12}
          maxRows={26}
          value={written}
          error={fieldErrors(save.error).text}
          onChange={(event) => setWritten(event.currentTarget.value)}
        />
        <FormFailure error={save.error} />
        <Group>
          <SaveButton
            isChanged={isChanged}
            isSaving={save.isPending}
            onSave={() =>
              save.mutate({ params: { kind }, body: { text: written, revision } }, { onSuccess: begin })
            }
          >
            Save the draft
          </SaveButton>
          <Button variant="default" onClick={original}>
            Begin again from our original
          </Button>
          {revision > 0 && (
            <HarmButton
              label="Delete the draft"
              title="Delete this draft?"
              action="Delete draft"
              onConfirm={async () => {
                await drop.mutateAsync({ params: { kind } });
                setWritten(text);
              }}
            >
              What was written since the version in force is lost. That version stays as it is.
            </HarmButton>
          )}
        </Group>
      </Stack>
    </Card>
  );
}

function Changes({ draft: { difference, newest } }: { draft: PolicyDraft }) {
  const { changes } = difference;
  return (
    <Card title={newest ? `What changes from version ${newest.version}` : 'How it reads'}>
      <Text c="dimmed" size="sm" mb="sm">
        {changes === 0
          ? 'Nothing yet.'
          : `${changes} ${changes === 1 ? 'paragraph differs' : 'paragraphs differ'}.`}
      </Text>
      <PolicyText difference={difference} />
    </Card>
  );
}

function NoDraft({ draft: { kind, newest } }: { draft: PolicyDraft }) {
  return (
    <EmptyState
      title="No draft"
      {...(newest && {
        action: (
          <Button component="a" href={policyAddress(kind)} target="_blank" variant="default">
            Read version {newest.version}
          </Button>
        ),
      })}
    >
      {newest ? 'Nobody is working on a new version.' : 'Nobody has written this policy yet.'}
    </EmptyState>
  );
}

function Publish({ draft, isUnsaved }: { draft: PolicyDraft; isUnsaved: boolean }) {
  const { kind, title, revision, newest, earliestOn } = draft;
  const [effectiveOn, setEffectiveOn] = useState(() => inDays(earliestOn, 30));
  const [material, setMaterial] = useState(true);
  const [summary, setSummary] = useState('');
  const navigate = useNavigate();
  const publish = useChange(publishPolicy, { refresh });
  const wrong = fieldErrors(publish.error);
  const mustAgree = newest?.mustAgree ?? true;
  const [asking, { open, close }] = useDisclosure();
  const done = ({ version }: PolicyVersion) => {
    notifications.show({ message: `${title}: version ${version} is published. Everybody is being told.` });
    navigate({ to: '/operator/policies' });
  };
  // What is refused stands in the form, beside its fields.
  const confirm = () =>
    publish
      .mutateAsync({ params: { kind }, body: { revision, effectiveOn, material, summary } })
      .then(done, () => undefined);
  return (
    <Card title="Publish">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          open();
        }}
      >
        <Stack mt="xs">
          <Textarea
            label="What changes, in a sentence or two"
            description="Stands in the mail and above the comparison."
            required
            autosize
            minRows={2}
            value={summary}
            error={wrong.summary}
            onChange={(event) => setSummary(event.currentTarget.value)}
          />
          <TextInput
            type="date"
            label="Takes effect on"
            description="From the beginning of that day in UTC. Give people time: 30 days is a good rule for what is material."
            required
            maw={260}
            min={earliestOn}
            max={inDays(earliestOn, 366)}
            value={effectiveOn}
            error={wrong.effectiveOn}
            onChange={(event) => setEffectiveOn(event.currentTarget.value)}
          />
          <Checkbox
            label="A material change"
            description={
              mustAgree
                ? 'People must accept it when it is in force before they can change or send anything. Scheduled campaigns are held until an owner of their account has accepted; API keys go on for 14 more days.'
                : 'Nobody has to agree to this policy; it only informs.'
            }
            checked={material}
            onChange={(event) => setMaterial(event.currentTarget.checked)}
          />
          <FormFailure error={publish.error} />
          <Group>
            <Button type="submit" disabled={isUnsaved}>
              Publish
            </Button>
            {isUnsaved && (
              <Text size="sm" c="dimmed">
                Save the draft first: what you wrote since is not in it.
              </Text>
            )}
          </Group>
        </Stack>
      </form>
      <ConfirmDialog
        opened={asking}
        onClose={close}
        title={`Publish version ${(newest?.version ?? 0) + 1} of “${title}”?`}
        action="Publish for good"
        onConfirm={confirm}
      >
        It takes effect on {policyDay(effectiveOn)}, and everybody is told by mail now. What is published can
        never be changed or taken back, and the next version cannot take effect before it.
      </ConfirmDialog>
    </Card>
  );
}

const inDays = (day: string, days: number) =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
