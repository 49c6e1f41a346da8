import { Anchor, Checkbox } from '@mantine/core';
import { type ComponentProps, Fragment } from 'react';
import { fieldErrors } from '../ui/form-failure.tsx';

interface ConsentProps extends Omit<ComponentProps<typeof Checkbox>, 'label'> {
  policies: readonly { kind: string; title: string; version: number }[];
}

/** One box, never ticked beforehand, and what it is about in full behind links that keep the form open. */
export function Consent({ policies, ...box }: ConsentProps) {
  return (
    <Checkbox
      {...box}
      required
      label={
        <>
          I have read these and agree to them:{' '}
          {policies.map(({ kind, title, version }, index) => (
            <Fragment key={kind}>
              {index > 0 && (index === policies.length - 1 ? ' and ' : ', ')}
              <Anchor inherit underline="always" href={`/policies/${kind}`} target="_blank" rel="noopener">
                {title}
              </Anchor>{' '}
              (version {version})
            </Fragment>
          ))}
          .
        </>
      }
    />
  );
}

/** What was wrong with a form that holds the box as its field `agreed`. */
export function consentErrors(error: unknown): Record<string, string> {
  const { agreedTo, ...fields } = fieldErrors(error);
  return agreedTo ? { ...fields, agreed: agreedTo } : fields;
}
