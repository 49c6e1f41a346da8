import { Title } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { type Contact, deleteContact, readContact } from '#server/audience/contract.ts';
import { IfMay } from '../../accounts/if-may.tsx';
import { useCall } from '../../api/index.ts';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { ContactMenu } from './contact-menu.tsx';
import classes from './contact-page.module.css';
import { nameOf } from './contact-words.ts';
import { DetailsCard } from './details-card.tsx';
import { ListsCard } from './lists-card.tsx';
import { StandingCard } from './standing-card.tsx';
import { Timeline } from './timeline.tsx';

/** Who someone is and where they stand on the left, what happened with them on the right. */
export function ContactPage() {
  const { id } = useParams({ from: '/app/contacts/$id' });
  const query = useCall(readContact, { params: { id } });
  const contact = query.data;
  const title = contact ? nameOf(contact) || contact.email : 'Contact';
  return (
    <Page
      title={title}
      heading={
        <Title order={1} className={classes.title}>
          {title}
        </Title>
      }
      lead={contact && title !== contact.email ? contact.email : undefined}
      crumbs={[{ label: 'Contacts', to: '/contacts' }]}
      width="wide"
      actions={
        contact && (
          <IfMay call={deleteContact}>
            <ContactMenu contact={contact} />
          </IfMay>
        )
      }
    >
      <Loaded query={query}>{(contact) => <Columns contact={contact} />}</Loaded>
    </Page>
  );
}

function Columns({ contact }: { contact: Contact }) {
  return (
    <div className={classes.columns}>
      <div className={classes.side}>
        <StandingCard contact={contact} />
        <DetailsCard key={contact.updatedAt} contact={contact} />
        <ListsCard contact={contact} />
      </div>
      <Timeline contactId={contact.id} />
    </div>
  );
}
