import { Html, html } from '#server/platform/html/index.ts';
import {
  type Block,
  type Difference,
  type PolicyKind,
  type PolicyVersion,
  policyKinds,
} from '../contract.ts';
import { readDocument } from '../document/read-document.ts';
import type { PublishedPolicy } from '../read-policies.ts';
import { anchorOf, renderBlocks, renderDifference } from './blocks.ts';
import { joined, layout } from './layout.ts';

const shortTitles: Record<PolicyKind, string> = {
  terms: 'Terms',
  privacy: 'Privacy',
  'acceptable-use': 'Acceptable use',
  'data-processing': 'Data processing',
  cookies: 'Cookies',
};

/** Who runs the install. */
export type Owner = string | undefined;

const addressOf = (kind: PolicyKind, version?: number) =>
  version === undefined ? `/policies/${kind}` : `/policies/${kind}/${version}`;
const changesAddress = (kind: PolicyKind, from: number, to: number) =>
  `/policies/${kind}/changes?from=${from}&to=${to}`;

const page = (owner: Owner, title: string, here: PolicyKind | undefined, body: Html) =>
  layout({
    title,
    owner,
    links: policyKinds.map((kind) => ({
      href: addressOf(kind),
      label: shortTitles[kind],
      isHere: kind === here,
    })),
    body,
  });

/** All policies that are in force. */
export function overviewPage(owner: Owner, versions: PolicyVersion[]): string {
  const cards = versions.map(
    (version) => html`<li><h2><a href="${addressOf(version.kind)}">${version.title}</a></h2>
<p>Version ${String(version.version)}, in force since ${day(version.effectiveOn)}</p></li>`,
  );
  return page(
    owner,
    'Policies',
    undefined,
    html`<h1>Policies</h1>
<p class="about">What holds between ${owner ?? 'whoever runs this service'} and those who use it. Every version stays here, together with what changed.</p>
<ul class="cards">${joined(cards)}</ul>`,
  );
}

/** One version, and the way to all others. */
export function versionPage(owner: Owner, shown: PublishedPolicy, versions: PublishedPolicy[]): string {
  const blocks = readDocument(shown.text);
  const [title, ...rest] = blocks[0]?.kind === 'title' ? blocks : [titleBlock(shown.title), ...blocks];
  return page(
    owner,
    shown.title,
    shown.kind,
    html`${renderBlocks([title!])}
${aboutVersion(shown)}
${sayWhichCounts(shown, versions)}
${contents(rest)}
${renderBlocks(rest)}
${allVersions(shown.kind, versions)}
<h2>Fingerprint</h2>
<p class="about">SHA-256 of the <a href="${addressOf(shown.kind, shown.version)}/text">plain text of this version</a>: <span class="hash">${shown.hash}</span></p>`,
  );
}

const titleBlock = (text: string): Block => ({ kind: 'title', runs: [{ text }] });

function aboutVersion({ version, effectiveOn, state }: PublishedPolicy): Html {
  const since = { coming: 'takes effect on', current: 'in force since', past: 'in force from' }[state];
  return html`<div class="about"><p>Version ${String(version)}, ${since} ${day(effectiveOn)}</p></div>`;
}

/** Nobody should take an old or a coming version for the one that counts, or be surprised by a coming one. */
function sayWhichCounts(shown: PublishedPolicy, versions: PublishedPolicy[]): Html {
  const { kind } = shown;
  if (shown.state === 'past')
    return html`<div class="say"><p>This is an earlier version. <a href="${addressOf(kind)}">Read the one in force</a>.</p></div>`;
  const coming = shown.state === 'coming' ? shown : versions.find(({ state }) => state === 'coming');
  if (!coming) return html``;
  const what =
    coming === shown
      ? html`This version is not in force yet. <a href="${addressOf(kind)}">Read the one that is</a>`
      : html`A new version takes effect on ${day(coming.effectiveOn)}. <a href="${addressOf(kind, coming.version)}">Read it</a>`;
  const current = versions.find(({ state }) => state === 'current');
  const changes = current
    ? html`, or see <a href="${changesAddress(kind, current.version, coming.version)}">what changes</a>`
    : html``;
  return html`<div class="say"><p>${what}${changes}.</p></div>`;
}

function contents(blocks: Block[]): Html {
  const headings = blocks.filter(({ kind }) => kind === 'heading');
  if (headings.length < 5) return html``;
  const lines = headings.map(
    ({ runs }) => html`<li><a href="#${anchorOf(runs)}">${runs.map(({ text }) => text).join('')}</a></li>`,
  );
  return html`<details class="contents"><summary>On this page</summary><ol>${joined(lines)}</ol></details>`;
}

function allVersions(kind: PolicyKind, versions: PublishedPolicy[]): Html {
  const lines = versions.map(
    ({
      version,
      effectiveOn,
      summary,
    }) => html`<li><a href="${addressOf(kind, version)}">Version ${String(version)}, from ${day(effectiveOn)}</a>
${version > 1 ? html`<a href="${changesAddress(kind, version - 1, version)}">What changed<span class="hidden"> in version ${String(version)}</span></a>` : html``}
${summary === '' ? html`` : html`<p>${summary}</p>`}</li>`,
  );
  return html`<h2>All versions</h2><ul class="versions">${joined(lines)}</ul>`;
}

/** What changed between two versions, with a form to choose two others. */
export function changesPage(
  owner: Owner,
  [from, to]: [PublishedPolicy, PublishedPolicy],
  versions: PublishedPolicy[],
  difference: Difference,
): string {
  const { kind, title } = to;
  const verdict =
    difference.changes === 0
      ? 'The two say the same.'
      : `${difference.changes} ${difference.changes === 1 ? 'paragraph differs' : 'paragraphs differ'}.`;
  return page(
    owner,
    `Changes of the ${title.toLowerCase()}`,
    kind,
    html`<h1>What changed</h1>
<p class="about">${title}: from version ${String(from.version)} (from ${day(from.effectiveOn)}) to version ${String(to.version)} (from ${day(to.effectiveOn)}). ${verdict} What was taken out is <del>struck through</del>, what was put in is <ins>underlined</ins>.</p>
${to.summary === '' || from.version !== to.version - 1 ? html`` : html`<div class="say"><p>${to.summary}</p></div>`}
<form method="get" action="/policies/${kind}/changes">
${choice('from', 'From', from, versions)}
${choice('to', 'To', to, versions)}
<button>Compare</button>
</form>
${new Html(renderDifference(difference).text.replaceAll('<h1', '<h2').replaceAll('</h1>', '</h2>'))}
<p><a href="${addressOf(kind, to.version)}">Read version ${String(to.version)} as a whole</a></p>`,
  );
}

const choice = (name: string, label: string, chosen: PolicyVersion, versions: PolicyVersion[]): Html =>
  html`<label>${label}<select name="${name}">${joined(
    versions.map(
      ({ version, effectiveOn }) =>
        html`<option value="${String(version)}"${version === chosen.version ? new Html(' selected') : ''}>Version ${String(version)}, ${day(effectiveOn)}</option>`,
    ),
  )}</select></label>`;

export const nothingPage = (owner: Owner): string =>
  page(
    owner,
    'Nothing here',
    undefined,
    html`<h1>There is no such policy here</h1>
<p>The address may be mistyped, or nothing was published yet. <a href="/policies">See all policies</a>.</p>`,
  );

const day = (date: string) =>
  new Date(date).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
