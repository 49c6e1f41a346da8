import type { Scope } from '#server/accounts/index.ts';
import { type Audience, audienceCounts, isAnybodyIn } from '#server/audience/index.ts';
import { readAddress } from '#server/compliance/index.ts';
import type { Check } from '#server/content/contract.ts';
import { type ContentProblem, checkContent } from '#server/content/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { isConfirmed } from '#server/sign-in/index.ts';
import { type CompiledCampaign, compileCampaign } from './compile-campaign.ts';
import type { Campaign, sections } from './contract.ts';
import { readCampaign } from './read-campaigns.ts';
import { type AccountFacts, readAccountFacts } from './render-data.ts';
import { checkOwners } from './safeguards/check-owners.ts';
import { checkPlan } from './safeguards/check-plan.ts';
import { measureReach, type Reach } from './safeguards/reach.ts';
import { type Asked, type StartDeps, whatIsAsked } from './safeguards/safeguards.ts';

type Section = (typeof sections)[number];
export type CampaignCheck = Check & { section: Section };

export interface Checked {
  canSend: boolean;
  recipients: number;
  items: CampaignCheck[];
  campaign: Campaign;
  account: AccountFacts;
  compiled: CompiledCampaign;
}

/** How many a campaign would go to. */
type Count = (tx: Tx, scope: Scope, lists: Audience) => Promise<number>;
const everybody: Count = async (tx, scope, lists) => (await audienceCounts(tx, scope, lists)).recipients;
/** At least: 1 stands for any number. Counting a million takes seconds. */
const anybody: Count = async (tx, scope, lists) => Number(await isAnybodyIn(tx, scope, lists));

/**
 * The pre-flight checklist. Sending runs the very same checks, so what is green here goes, unless another campaign takes
 * what a limit leaves.
 */
export async function checkCampaign(
  deps: StartDeps,
  scope: Scope,
  id: string,
): Promise<Checked & { asked: Asked; reach: Reach }> {
  const checked = await check(deps.database, scope, id, everybody);
  const asked = await whatIsAsked(deps, scope.accountId);
  const reach = await deps.database.inAccount(scope.accountId, (tx) =>
    measureReach(tx, deps.database, scope, checked.campaign, asked.largeSend),
  );
  return { ...withLimits(checked, asked, reach), asked, reach };
}

/** The checklist without limits: those are looked at when nothing else can be started. */
export const checkBeforeStart = (database: Database, scope: Scope, id: string): Promise<Checked> =>
  check(database, scope, id, anybody);

/** Adds to a checklist what limits say. */
export function withLimits(checked: Checked, asked: Asked, reach: Reach): Checked {
  const limits = [...checkOwners(asked, reach), ...checkPlan(reach)];
  return {
    ...checked,
    items: [...checked.items, ...limits],
    canSend: checked.canSend && limits.length === 0,
  };
}

async function check(database: Database, scope: Scope, id: string, count: Count): Promise<Checked> {
  const facts = await database.inAccount(scope.accountId, (tx) => readFacts(tx, scope, id, count));
  const { campaign, account, recipients, knownFields, confirmed } = facts;
  const compiled = await compileCampaign(campaign);
  const items = [
    ...checkConfirmation(confirmed),
    ...checkSender(campaign),
    ...checkAudience(campaign, recipients),
    ...checkPostalAddress(account),
    ...(compiled.ok
      ? ofContent(checkContent(compiled.compiled, { knownFields }))
      : compiled.errors.map(ofProblem)),
  ];
  return {
    canSend: items.every((item) => item.severity !== 'error'),
    recipients,
    items,
    campaign,
    account,
    compiled,
  };
}

/** @throws blocked with the first error of the checklist */
export function refuseBlocked({ items, canSend }: Checked): void {
  if (canSend) return;
  throw problem('blocked', items.find((item) => item.severity === 'error')?.message);
}

async function readFacts(tx: Tx, scope: Scope, id: string, count: Count) {
  const campaign = await readCampaign(tx, id);
  const lists = { include: campaign.includeLists, exclude: campaign.excludeLists };
  const fields = await tx.query<{ key: string }>(sql`select key from contact_fields`);
  return {
    campaign,
    account: await readAccountFacts(tx),
    recipients: await count(tx, scope, lists),
    confirmed: await isConfirmed(tx, scope.accountId),
    knownFields: fields.map(({ key }) => key),
  };
}

function checkConfirmation(confirmed: boolean): CampaignCheck[] {
  if (confirmed) return [];
  return [
    error(
      'confirmation',
      'from',
      'Your email address is not confirmed yet.',
      'Open the link in the mail we sent you. Everything else works meanwhile.',
    ),
  ];
}

function checkSender(campaign: Campaign): CampaignCheck[] {
  const items: CampaignCheck[] = [];
  const sender = campaign.fromEmail === '' ? undefined : readAddress(campaign.fromEmail);
  if (!sender)
    items.push(
      error('sender', 'from', 'There is no sender address.', 'Give the address the email comes from.'),
    );
  else if (!sender.ok)
    items.push(
      error('sender', 'from', `The sender address cannot be used: ${sender.reason}.`, 'Correct it.'),
    );
  else items.push(ok('sender', 'from', `From ${campaign.fromEmail}.`));
  const replyTo = campaign.replyTo === '' ? undefined : readAddress(campaign.replyTo);
  if (replyTo && !replyTo.ok) {
    items.push(
      error(
        'reply-to',
        'from',
        `The reply address cannot be used: ${replyTo.reason}.`,
        'Correct it or leave it empty.',
      ),
    );
  }
  if (campaign.fromName === '') {
    items.push(
      warning('from-name', 'from', 'There is no sender name.', 'People open mail from names they know.'),
    );
  }
  return items;
}

function checkAudience(campaign: Campaign, recipients: number): CampaignCheck[] {
  if (campaign.includeLists.length === 0) {
    return [error('audience', 'to', 'No list is chosen.', 'Choose at least one list to send to.')];
  }
  if (recipients === 0) {
    return [
      error(
        'audience',
        'to',
        'Nobody would get this email.',
        'The chosen lists hold no subscribed contact that is not excluded.',
      ),
    ];
  }
  const people = recipients === 1 ? '1 person' : `${recipients.toLocaleString('en')} people`;
  return [ok('audience', 'to', `Goes to ${people}.`)];
}

function checkPostalAddress(account: AccountFacts): CampaignCheck[] {
  if (account.postalAddress.trim() !== '') return [];
  return [
    error(
      'account-address',
      'content',
      'The account has no postal address.',
      'The law wants one in every marketing email: add it in Settings.',
    ),
  ];
}

/** Checks of the subject line and the sender belong to their sections, all others of the content to the editor. */
const ofContent = (checks: Check[]): CampaignCheck[] =>
  checks.map((check) => ({ ...check, section: sectionOf(check) }));

function sectionOf({ id }: Check): Section {
  if (/^(subject|preheader)/.test(id)) return 'subject';
  return id.startsWith('from_name') ? 'from' : 'content';
}

function ofProblem(found: ContentProblem): CampaignCheck {
  const section: Record<string, Section> = { subject: 'subject', preheader: 'subject', from_name: 'from' };
  return {
    id: 'content-error',
    severity: 'error',
    section: section[found.where] ?? 'content',
    message: found.message,
    hint: `Line ${found.line}, column ${found.column}.`,
    line: found.line,
    column: found.column,
  };
}

const error = (id: string, section: Section, message: string, hint: string): CampaignCheck => ({
  id,
  section,
  severity: 'error',
  message,
  hint,
});
const warning = (id: string, section: Section, message: string, hint: string): CampaignCheck => ({
  id,
  section,
  severity: 'warning',
  message,
  hint,
});
const ok = (id: string, section: Section, message: string): CampaignCheck => ({
  id,
  section,
  severity: 'ok',
  message,
  hint: '',
});
