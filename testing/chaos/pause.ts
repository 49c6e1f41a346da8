import { setTimeout as pause } from 'node:timers/promises';
import { unsubscribe } from '#server/audience/contract.ts';
import { cancelCampaign, pauseCampaign, resumeCampaign, sendCampaign } from '#server/campaigns/contract.ts';
import { addSuppression } from '#server/compliance/contract.ts';
import { type ApiClient, createClient } from '#server/platform/http/index.ts';
import { until } from '../until.ts';
import { compare, personAt } from './compare.ts';
import { type Ledger, query, readLedger } from './ledger.ts';
import type { Scenario } from './scenario.ts';
import { importPeople, letGo, makeCampaign, makeReady, untilSent } from './send-to-many.ts';
import type { Receipt } from './start-sink.ts';
import { CONNECTIONS, startVictim, type Victim } from './victim.ts';

const WORKERS = 2;
const THINK_MS = 60;
/** What is under way when a pause takes effect has arrived this much later. */
const ARRIVED_MS = 1000;
/** Between the beginning of a gate's statement and the time it writes down. */
const GATE_MS = 500;
/** Every which pause lasts long enough to see that nothing comes any more. */
const LONG_PAUSE = 10;

type Held = { from: number; to: number };
type Left = { email: string; at: number };

export const pauses: Scenario = {
  about: 'pause, resume, cancel and people who leave, at random moments',
  recipients: 30_000,
  times: 200,
  async run({ recipients, times, running, say }) {
    const begun = Date.now();
    const victim = await startVictim(running, { workers: WORKERS, thinkMs: THINK_MS });
    const campaign = await makeReady(victim.address, recipients);
    const client = createClient(victim.address, { apiKey: campaign.key });
    const leavers = Array.from({ length: times }, (_, round) =>
      Math.floor((recipients * (round + 0.5)) / times),
    );
    const leaveBy = await sendThemALink(victim, client, campaign.key, leavers);
    const before = (await victim.sink.receipts()).length;

    const params = { id: campaign.campaignId };
    await client.call(sendCampaign, { params, body: { revision: campaign.revision } });
    const [held, left]: [Held[], Left[]] = [[], []];
    for (let round = 1; round <= times; round++) {
      await untilItMoves(victim);
      await pause(Math.random() * 300);
      const email = await someoneWaiting(victim, campaign.campaignId, [...leaveBy.keys()]);
      if (email !== undefined) {
        await leave(victim, client, round, email, leaveBy.get(email)!);
        left.push({ email, at: Date.now() });
      }
      await pause(Math.random() * 100);
      await client.call(pauseCampaign, { params });
      const from = Date.now();
      await pause(round % LONG_PAUSE === 0 ? ARRIVED_MS * 2 : Math.random() * 400);
      held.push({ from, to: Date.now() });
      await client.call(resumeCampaign, { params });
      if (round % 25 === 0) say(`paused and resumed ${round} of ${times} times`);
    }
    await untilItMoves(victim);
    await client.call(cancelCampaign, { params });
    const from = Date.now();
    await pause(ARRIVED_MS * 2);
    held.push({ from, to: Date.now() });

    const open = ['queued', 'deferred', 'handed'];
    const read = () => readLedger(victim.dataDir, campaign.campaignId);
    const ledger = await until('every message to have its fate', async () => {
      const now = await read();
      return now.messages.some(({ state }) => open.includes(state)) ? undefined : now;
    });
    const receipts = (await victim.sink.receipts()).slice(before);
    const { figures, problems } = compare(ledger, receipts, { recipients, kills: 0, begun });
    const after = countAfter(receipts, held);
    const mailedAfterLeaving = countMailedAfterLeaving(ledger, left);
    if (after.most > WORKERS * CONNECTIONS) problems.push(`${after.most} left after a pause`);
    if (after.late > 0) problems.push(`${after.late} left long after a pause`);
    if (mailedAfterLeaving > 0) problems.push(`${mailedAfterLeaving} were mailed after they had left`);
    if (left.length === 0) problems.push('nobody left in time');
    if (!ledger.messages.some(({ state }) => state === 'cancelled'))
      problems.push('it was over before the end');
    const suppressed = ledger.messages.filter(({ state }) => state === 'suppressed').length;
    const found = {
      rounds: times,
      left: left.length,
      mostAfterPause: after.most,
      lateAfterPause: after.late,
      suppressed,
    };
    return { result: { ...figures, ...found, mailedAfterLeaving }, problems };
  },
};

/** A small campaign beforehand: it brings each of them the link by which they will leave. */
async function sendThemALink(
  victim: Victim,
  client: ApiClient,
  key: string,
  people: number[],
): Promise<Map<string, string>> {
  const listId = await importPeople(client, people.map(personAt));
  const campaign = { key, listId, ...(await makeCampaign(client, listId)) };
  await letGo(victim.address, campaign);
  await untilSent(victim, campaign);
  return new Map((await victim.sink.receipts()).map((receipt) => [receipt.to, receipt.leave]));
}

/** One of these people whose message has not gone out yet, the next in line. */
async function someoneWaiting(
  { dataDir }: Victim,
  campaignId: string,
  people: string[],
): Promise<string | undefined> {
  const [row] = await query<{ email: string }>(
    dataDir,
    `select m.email from sends s join messages m on m.account_id = s.account_id and m.send_id = s.id
     join contacts c on c.account_id = m.account_id and c.id = m.contact_id
     where s.campaign_id = $1 and m.email = any($2) and m.state = 'queued' and c.status = 'subscribed'
       and not exists (select from suppressions x where x.account_id = m.account_id and x.email_key = c.email_key)
     order by m.position limit 1`,
    [campaignId, people],
  );
  return row?.email;
}

/** In one of the three ways there are. When it returns, the person must not be mailed any more. */
async function leave(
  { dataDir }: Victim,
  client: ApiClient,
  round: number,
  email: string,
  link: string,
): Promise<void> {
  if (round % 3 === 0) {
    await client.call(addSuppression, { body: { email } });
    return;
  }
  const [contact] = await query<{ id: string }>(dataDir, 'select id from contacts where email = $1', [email]);
  if (round % 3 === 1) {
    await client.call(unsubscribe, { params: { id: contact!.id } });
    return;
  }
  const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
  const answer = await fetch(link, { method: 'POST', body });
  if (!answer.ok) throw new Error(`The one-click link answered ${answer.status}.`);
  // What a click asks for is safe on disk at once and takes effect when the database has it, moments later.
  await until('the click to take effect', async () => {
    const [row] = await query<{ gone: boolean }>(
      dataDir,
      `select status = 'unsubscribed' as gone from contacts where id = $1`,
      [contact!.id],
    );
    return row?.gone;
  });
}

/** Messages arrive, or there is nothing left to arrive. */
async function untilItMoves({ sink }: Victim): Promise<void> {
  const before = await sink.count();
  for (let waited = 0; waited < 3000 && (await sink.count()) === before; waited += 10) await pause(10);
}

/** Messages whose dot came after the call had returned; the late ones cannot have been under way then. */
function countAfter(receipts: Receipt[], held: Held[]): { most: number; late: number } {
  let [most, late] = [0, 0];
  for (const { from, to } of held) {
    const after = receipts.filter(({ dotAt }) => dotAt > from && dotAt < to);
    most = Math.max(most, after.length);
    late += after.filter(({ dotAt }) => dotAt > from + ARRIVED_MS).length;
  }
  return { most, late };
}

function countMailedAfterLeaving({ messages }: Ledger, left: Left[]): number {
  const handedAt = new Map(messages.map((message) => [message.email, message.handedAt?.getTime() ?? 0]));
  return left.filter(({ email, at }) => (handedAt.get(email) ?? 0) > at + GATE_MS).length;
}
