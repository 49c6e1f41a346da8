import { Anchor, Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { listPolicies, type PolicyOverview } from '#server/policies/contract.ts';
import { useCall } from '../api/index.ts';
import { Card } from '../ui/card.tsx';
import { Page } from '../ui/page.tsx';
import { Loaded } from '../ui/states.tsx';
import { policyAddress, policyDay } from './policy-day.ts';
import classes from './policy-text.module.css';

/** The policies of the install, for those who run it. */
export function OperatorPoliciesPage() {
  const policies = useCall(listPolicies);
  return (
    <Page
      title="Policies"
      lead="What you agree on with those who use this service. Published versions stay readable for everybody and can never be changed."
    >
      <Loaded query={policies}>
        {({ items, people }) => (
          <Card>
            <ul className={classes.rows}>
              {items.map((policy) => (
                <Row key={policy.kind} policy={policy} people={people} />
              ))}
            </ul>
          </Card>
        )}
      </Loaded>
    </Page>
  );
}

function Row({ policy, people }: { policy: PolicyOverview; people: number }) {
  const { kind, title, versions, current, draftedAt } = policy;
  const [newest] = versions;
  const inForce = versions.find(({ version }) => version === current);
  return (
    <li>
      <div>
        <Anchor
          fw={600}
          renderRoot={(props) => <Link to="/operator/policies/$kind" params={{ kind }} {...props} />}
        >
          {title}
        </Anchor>
        <Text size="sm" c="dimmed">
          {inForce
            ? `Version ${inForce.version}, in force since ${policyDay(inForce.effectiveOn)}`
            : 'Not published'}
          {inForce?.mustAgree && `, accepted by ${inForce.agreed} of ${people}`}
          {newest &&
            newest.version !== current &&
            ` · version ${newest.version} from ${policyDay(newest.effectiveOn)}`}
          {draftedAt && ' · a draft waits'}
        </Text>
        {newest?.isOriginal && (
          <Text size="sm">
            Our original, not looked at by a lawyer for you: read it before you rely on it.
          </Text>
        )}
      </div>
      <Button component="a" href={policyAddress(kind)} target="_blank" variant="default" size="xs">
        Read
      </Button>
    </li>
  );
}
