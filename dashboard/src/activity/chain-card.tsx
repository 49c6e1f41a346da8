import { Button, Text } from '@mantine/core';
import { type ActivityChain, getActivityChain, verifyActivity } from '#server/activity/contract.ts';
import { useCall, useChange } from '../api/index.ts';
import { Card } from '../ui/card.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { FormFailure } from '../ui/form-failure.tsx';
import { formatInstant, plural } from '../ui/format.ts';
import { Loaded } from '../ui/states.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { findingWords } from './act-words.ts';
import classes from './activity.module.css';

/** Whether the log is whole, as far as that is known: what was verified, up to when, and what it found. */
export function ChainCard() {
  const chain = useCall(getActivityChain);
  const verify = useChange(verifyActivity, { refresh: ['/api/activity'] });
  return (
    <div style={{ marginBottom: 24 }}>
      <Loaded query={chain}>
        {(state) => (
          <Card>
            <div className={classes.state}>
              <Standing chain={state} />
              <Button
                variant="default"
                size="xs"
                loading={verify.isPending}
                onClick={() => verify.mutate({})}
              >
                Verify now
              </Button>
            </div>
            <FormFailure error={verify.error} />
            <Findings chain={state} />
            <Details chain={state} />
          </Card>
        )}
      </Loaded>
    </div>
  );
}

function Standing({ chain: { check, sealedUntil } }: { chain: ActivityChain }) {
  if (!check)
    return (
      <div role="status">
        <StatusBadge tone="quiet">Not verified yet</StatusBadge>
        <Text size="sm" c="dimmed" mt={4}>
          {sealedUntil
            ? 'Every night the log is worked out again and compared with what is kept.'
            : 'What happens is put into a chain within a minute or two, and verified every night.'}
        </Text>
      </div>
    );
  const isWhole = check.findings.length === 0;
  return (
    <div role="status">
      <StatusBadge tone={isWhole ? 'good' : 'bad'}>
        {isWhole ? 'The log is whole' : 'The log was tampered with'}
      </StatusBadge>
      <Text size="sm" c="dimmed" mt={4}>
        {plural(check.acts, 'act')} verified on {formatInstant(check.at)}
        {check.sealedUntil && `, sealed up to ${formatInstant(check.sealedUntil)}`}. What came later is
        verified next.
      </Text>
    </div>
  );
}

/** Shown at most; the export has all. */
const MOST = 10;

function Findings({ chain: { check } }: { chain: ActivityChain }) {
  if (!check || check.findings.length === 0) return null;
  return (
    <ul className={classes.findings}>
      {check.findings.slice(0, MOST).map(({ kind, link, actId }) => (
        <li key={`${kind} ${link} ${actId}`}>
          {findingWords[kind]} {link !== null && `Link ${link}. `}
          {actId && <code>{actId}</code>}
        </li>
      ))}
    </ul>
  );
}

function Details({ chain: { links, waiting, keepDays, head, publicKey } }: { chain: ActivityChain }) {
  return (
    <details className={classes.more}>
      <summary>How this is known</summary>
      <div>
        <Text size="sm" maw={620}>
          Every act carries a mark that only this install can make, and is bound to those before it:{' '}
          {plural(links, 'link')} so far, {plural(waiting, 'act')} waiting for the next. Whoever changes,
          deletes or adds one breaks the chain. Acts are kept for {plural(keepDays, 'day')}.
        </Text>
        {head ? (
          <>
            <Text size="sm" maw={620}>
              Every night the end of the chain is signed. Keep this line and its signature somewhere else, and
              nobody at all can rewrite what was before it, unseen.
            </Text>
            <CopyField label="End of the chain" value={head.text} />
            <CopyField label="Signature (Ed25519)" value={head.signature} />
          </>
        ) : (
          <Text size="sm">The end of the chain is signed every night; there is none yet.</Text>
        )}
        <CopyField label="Public key" value={publicKey} />
      </div>
    </details>
  );
}
