import type { ExportedAccount, ExportFile, ExportPart } from '#server/closing/index.ts';
import type { Content } from '#server/content/contract.ts';
import {
  type CompiledContent,
  prepare,
  type RenderData,
  RenderError,
  render,
} from '#server/content/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { compileCampaign } from '../compile-campaign.ts';
import { type AccountFacts, renderData } from '../render-data.ts';

interface Row {
  id: string;
  name: string;
  subject: string;
  preheader: string;
  content: Content;
  /** As it was sent; null for what was not. */
  sent: CompiledContent | null;
}

/** A campaign is up to a megabyte or two of source and compiled content. */
const AT_ONCE = 5;

/** What campaigns lend to an export of the account: a folder for each. */
export const campaignsExport: readonly ExportPart[] = [
  { tables: ['campaigns', 'campaign_lists', 'sends'], files: campaignFiles },
];

async function* campaignFiles({ snapshot }: ExportedAccount): AsyncGenerator<ExportFile> {
  const [account] = await snapshot.query<AccountFacts>(
    sql`select name, postal_address as "postalAddress" from accounts`,
  );
  for await (const { columns, rows } of snapshot.rows(campaigns, AT_ONCE))
    for (const values of rows) {
      const row = Object.fromEntries(columns.map((name, at) => [name, values[at]])) as unknown as Row;
      yield* filesOf(row, account!);
    }
}

async function* filesOf(
  { content, sent, ...campaign }: Row,
  account: AccountFacts,
): AsyncGenerator<ExportFile> {
  const folder = `campaigns/${campaign.id}`;
  const file = (name: string, about: string, text: string, rows = 0): ExportFile => ({
    path: `${folder}/${name}`,
    about,
    pieces: [{ text, rows }],
  });
  const rendered = await renderForNobody({ ...campaign, content, sent }, account);
  const problem = 'problem' in rendered ? { renderProblem: rendered.problem } : {};
  const text = `${JSON.stringify({ ...campaign, ...problem }, null, 2)}\n`;
  yield file('campaign.json', 'Settings of the campaign, its lists and its run.', text, 1);
  if (content.source !== undefined)
    yield file(`source.${endings[content.kind]}`, 'The campaign as it was written.', content.source);
  if ('text' in content && content.text)
    yield file('source-text.txt', 'Its text part as it was written.', content.text);
  if ('problem' in rendered) return;
  yield file('rendered.html', 'How it looks.', rendered.html);
  yield file('rendered.txt', 'How its text part reads.', rendered.text);
}

const endings = { mjml: 'mjml', html: 'html', plain: 'txt' } as const;

type Rendered = { html: string; text: string } | { problem: string };

/** As it looks to somebody of whom nothing but the address is known: what was sent, or what would be. */
async function renderForNobody(campaign: Row, account: AccountFacts): Promise<Rendered> {
  const compiled = await compiledOf(campaign);
  if ('problem' in compiled) return compiled;
  const contact = { id: null, email: 'reader@example.com', fields: {} };
  const data: RenderData = renderData(contact, account, campaign);
  try {
    return render(prepare(compiled), data);
  } catch (error) {
    if (error instanceof RenderError) return { problem: error.message };
    throw error;
  }
}

async function compiledOf({ sent, ...campaign }: Row): Promise<CompiledContent | { problem: string }> {
  if (sent !== null) return sent;
  if (campaign.content.source === undefined) return { problem: 'It has no content.' };
  const result = await compileCampaign(campaign);
  return result.ok ? result.compiled : { problem: result.errors.map(({ message }) => message).join(' ') };
}

const lists = (role: 'include' | 'exclude') => sql`
  (select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'name', l.name)), '[]')
   from campaign_lists cl join lists l on l.account_id = cl.account_id and l.id = cl.list_id
   where cl.account_id = c.account_id and cl.campaign_id = c.id and cl.role = ${role})`;

const campaigns = sql`
  select c.id, c.name, c.state, c.from_name as "fromName", c.from_email as "fromEmail", c.reply_to as "replyTo", c.subject,
    c.preheader, c.track_opens as "trackOpens", c.track_clicks as "trackClicks", c.notice, c.scheduled_at as "scheduledAt",
    c.scheduled_zone as "scheduledZone", c.created_by as "createdBy", c.created_at as "createdAt", c.updated_at as "updatedAt",
    ${lists('include')} as "includeLists", ${lists('exclude')} as "excludeLists",
    case when s.id is not null then jsonb_build_object('id', s.id, 'state', s.state, 'planned', s.planned, 'startedAt', s.started_at,
      'finishedAt', s.finished_at) end as run,
    c.content, s.snapshot -> 'content' as sent
  from campaigns c left join sends s on s.account_id = c.account_id and s.campaign_id = c.id
  order by c.created_at, c.id`;
