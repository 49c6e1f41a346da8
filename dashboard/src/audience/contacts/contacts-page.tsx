import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { createContact } from '#server/audience/contract.ts';
import { IfMay } from '../../accounts/if-may.tsx';
import { Page } from '../../ui/page.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { AddContactButton } from './add-contact.tsx';
import { AudienceTabs } from './audience-tabs.tsx';
import { ContactTable } from './contact-table.tsx';

export function ContactsPage() {
  return (
    <Page
      title="Contacts"
      width="wide"
      actions={
        <IfMay call={createContact}>
          <AddContactButton />
        </IfMay>
      }
    >
      <AudienceTabs />
      <ContactTable
        empty={
          <EmptyState
            scene="people"
            title="Nobody here yet"
            action={<Button renderRoot={(props) => <Link to="/lists" {...props} />}>Go to your lists</Button>}
          >
            Contacts come in through a list: drop a CSV file on one.
          </EmptyState>
        }
      />
    </Page>
  );
}
