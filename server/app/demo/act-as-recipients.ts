import PostalMime from 'postal-mime';
import { getSandboxSource, listSandboxMessages } from '#server/delivery/contract.ts';
import type { ApiClient } from '#server/platform/http/index.ts';

/** What was done, in numbers of messages. */
export interface Actions {
  opened: number;
  clicked: number;
  unsubscribed: number;
}

/** Of every hundred recipients so many open, click (they have opened too), leave. */
const shares = { open: 42, click: 11, leave: 3 };
const atOnce = 12;

/** A browser of a person; without it the product would rightly take the demo for a machine. */
const browser = {
  'user-agent':
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
  'accept-language': 'en-GB,en;q=0.9',
  accept: 'text/html,application/xhtml+xml,image/*;q=0.9,*/*;q=0.8',
};

/**
 * Reads received messages from the sandbox and does what recipients do: loads pixels, follows a link, unsubscribes with
 * one click. Who does what follows from the order of arrival, so the numbers are known beforehand.
 */
export async function actAsRecipients(client: ApiClient, say: (line: string) => void): Promise<Actions> {
  const did: Actions = { opened: 0, clicked: 0, unsubscribed: 0 };
  let number = 0;
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await client.call(listSandboxMessages, {
      query: { limit: 200, ...(cursor ? { cursor } : {}) },
    });
    const active = items
      .filter(() => number++ % 100 < shares.open)
      .map((item, index) => ({ id: item.id, place: index }));
    for (let i = 0; i < active.length; i += atOnce) {
      await Promise.all(
        active.slice(i, i + atOnce).map(({ id, place }) => act(client, id, place % shares.open, did)),
      );
    }
    cursor = nextCursor ?? undefined;
  } while (cursor);
  say(`Of the recipients ${did.opened} opened, ${did.clicked} clicked and ${did.unsubscribed} left`);
  return did;
}

async function act(client: ApiClient, id: string, place: number, did: Actions): Promise<void> {
  const source = await client.fetch(getSandboxSource, { params: { id } });
  if (source.status !== 200) throw new Error(`The sandbox answered ${source.status} for a message it lists.`);
  const message = await PostalMime.parse(await source.arrayBuffer());
  const html = message.html ?? '';
  await visit(find(html, /<img src="([^"]+\/o\/[^"]+)"/));
  did.opened += 1;
  if (place < shares.click) {
    await visit(find(html, /<a [^>]*href="([^"]+\/c\/[^"]+)"/));
    did.clicked += 1;
  }
  if (place < shares.leave) {
    await leave(find(header(message.headers, 'list-unsubscribe'), /<(https?:[^>]+)>/));
    did.unsubscribed += 1;
  }
}

async function visit(address: string): Promise<void> {
  const answer = await fetch(address, { redirect: 'manual', headers: browser });
  await answer.body?.cancel();
  if (answer.status >= 400)
    throw new Error(`${new URL(address).pathname.slice(0, 3)}… answered ${answer.status}.`);
}

/** As mail programs do it (RFC 8058). */
async function leave(address: string): Promise<void> {
  const answer = await fetch(address, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
  });
  await answer.body?.cancel();
  if (answer.status !== 200) throw new Error(`One-click unsubscribe answered ${answer.status}.`);
}

function find(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (!found) throw new Error(`A received message has nothing like ${pattern}.`);
  return found.replaceAll('&amp;', '&');
}

const header = (headers: { key: string; value: string }[], name: string) =>
  headers.find(({ key }) => key === name)?.value ?? '';
