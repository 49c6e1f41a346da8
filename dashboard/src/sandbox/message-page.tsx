import { Tabs } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { getSandboxMessage, type SandboxMessage } from '#server/delivery/contract.ts';
import { useCall } from '../api/index.ts';
import { Card } from '../ui/card.tsx';
import { formatBytes } from '../ui/format.ts';
import { MailFrame, MailWidthSwitch, useMailWidth } from '../ui/mail-frame.tsx';
import { Page } from '../ui/page.tsx';
import { Loaded } from '../ui/states.tsx';
import { Moment } from '../ui/time.tsx';
import { HeaderTable } from './header-table.tsx';
import classes from './message-page.module.css';
import { SourceView } from './source-view.tsx';

/** One kept message in its four guises. */
export function MessagePage() {
  const { id } = useParams({ from: '/app/sandbox/$id' });
  const message = useCall(getSandboxMessage, { params: { id } });
  return <Loaded query={message}>{(message) => <Message message={message} />}</Loaded>;
}

function Message({ message }: { message: SandboxMessage }) {
  const navigate = useNavigate();
  const { view = message.html ? 'rendered' : 'text' } = useSearch({ from: '/app/sandbox/$id' });
  const [width, setWidth] = useMailWidth();
  return (
    <Page
      title={message.subject || '(no subject)'}
      crumbs={[{ label: 'Sandbox', to: '/sandbox' }]}
      width="wide"
    >
      <dl className={classes.facts}>
        <dt>From</dt>
        <dd>{message.from}</dd>
        <dt>To</dt>
        <dd>{message.to}</dd>
        <dt>Arrived</dt>
        <dd>
          <Moment at={message.receivedAt} /> · {formatBytes(message.size)}
        </dd>
        {message.attachments.length > 0 && (
          <>
            <dt>Attached</dt>
            <dd>
              {message.attachments.map(({ name, size }) => `${name} (${formatBytes(size)})`).join(', ')}
            </dd>
          </>
        )}
      </dl>
      <Card flush>
        <Tabs
          value={view}
          onChange={(next) =>
            navigate({
              to: '.',
              search: { view: next ?? undefined } as never,
              replace: true,
              resetScroll: false,
            })
          }
          keepMounted={false}
        >
          <div className={classes.bar}>
            <Tabs.List className={classes.tabs}>
              {message.html && <Tabs.Tab value="rendered">Rendered</Tabs.Tab>}
              <Tabs.Tab value="text">Plain text</Tabs.Tab>
              <Tabs.Tab value="source">Source</Tabs.Tab>
              <Tabs.Tab value="headers">Headers</Tabs.Tab>
            </Tabs.List>
            {view === 'rendered' && <MailWidthSwitch value={width} onChange={setWidth} />}
          </div>
          <Tabs.Panel value="rendered" className={classes.rendered}>
            <MailFrame title="The message as it arrived" html={message.html} areLinksLive width={width} />
          </Tabs.Panel>
          <Tabs.Panel value="text">
            <pre className={classes.text}>{message.text || 'This message has no plain-text part.'}</pre>
          </Tabs.Panel>
          <Tabs.Panel value="source">
            <SourceView id={message.id} />
          </Tabs.Panel>
          <Tabs.Panel value="headers">
            <HeaderTable headers={message.headers} />
          </Tabs.Panel>
        </Tabs>
      </Card>
    </Page>
  );
}
