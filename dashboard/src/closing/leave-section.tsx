import { Stack } from '@mantine/core';
import { getClosing } from '#server/closing/contract.ts';
import { useCall } from '../api/index.ts';
import { useSession } from '../sign-in/use-session.ts';
import { FormSection } from '../ui/form-section.tsx';
import { Loaded } from '../ui/states.tsx';
import { CloseAccount } from './close-account.tsx';
import { ExportAccount } from './export-account.tsx';

/** Under the settings of the account, for its owners: take everything along, and leave. */
export function LeaveSection() {
  const { role } = useSession();
  return role === 'owner' ? <ForOwners /> : null;
}

function ForOwners() {
  const query = useCall(
    getClosing,
    {},
    // What was asked for a moment ago moves on.
    { every: (latest) => (latest?.exports.some(({ state }) => isUnderWay(state)) ? 1000 : false) },
  );
  return (
    <>
      <FormSection
        title="Export everything"
        help="One ZIP file with your contacts, lists, campaigns, messages, events and settings, as tables and documents that any program reads."
      >
        <Loaded query={query}>{({ exports }) => <ExportAccount exports={exports} />}</Loaded>
      </FormSection>
      <FormSection
        title="Close the account"
        help="Nothing is sent any more, and after a time in which you can change your mind everything in it is deleted."
      >
        <Loaded query={query}>
          {(read) => (
            <Stack align="flex-start">
              <CloseAccount {...read} />
            </Stack>
          )}
        </Loaded>
      </FormSection>
    </>
  );
}

const isUnderWay = (state: string) => state === 'running' || state === 'waiting';
