import { Html, html, pagePolicy } from '#server/platform/html/index.ts';

/** A page to read: one column of a comfortable width, the reader's own light or dark, and fit to be printed. */
const style = `
:root { color-scheme: light dark; --ground: #f6f2ec; --card: #ffffff; --ink: #2a2521; --soft: #665c52; --line: #ddd4c8; --accent: #733763; --added: #dff0e1; --added-ink: #17502a; --removed: #fbe3e0; --removed-ink: #8a2318; --code: #f1ebe2 }
@media (prefers-color-scheme: dark) { :root { --ground: #181513; --card: #211d1a; --ink: #ece6df; --soft: #b3a99e; --line: #443c36; --accent: #d6a3c5; --added: #16341f; --added-ink: #a9e0b8; --removed: #44201c; --removed-ink: #f5b5ac; --code: #332d28 } }
* { box-sizing: border-box }
html { scroll-behavior: smooth; scroll-padding-top: 1.5rem }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto } }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1.0625rem/1.65 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; text-wrap: pretty }
a { color: var(--accent); text-underline-offset: .18em }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 3px }
.skip { position: absolute; left: -999rem }
.skip:focus { left: 1rem; top: 1rem; padding: .5rem 1rem; background: var(--card) }
header, main, footer { width: 100%; max-width: 46rem; margin: 0 auto; padding: 0 1.25rem }
header { padding-top: 1.75rem }
.owner { margin: 0; font-weight: 650 }
.owner a { color: inherit; text-decoration: none }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .75rem 0 0; padding: 0 0 1.25rem; list-style: none; border-bottom: 1px solid var(--line); font-size: .9375rem }
nav li { margin: 0 }
nav a { display: inline-block; padding: .375rem 0; color: var(--soft); text-decoration: none }
nav a:hover { text-decoration: underline }
nav a[aria-current] { color: var(--ink); font-weight: 600; box-shadow: 0 2px var(--accent) }
main { padding-top: 2.5rem; padding-bottom: 3rem }
h1, h2, h3 { line-height: 1.2; text-wrap: balance; font-family: ui-serif, Georgia, "Times New Roman", serif; font-weight: 600 }
h1 { margin: 0 0 .5rem; font-size: clamp(1.875rem, 6vw, 2.5rem); letter-spacing: -.01em }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.375rem }
h3 { margin: 1.75rem 0 .5rem; font-size: 1.125rem }
p, ul, ol { margin: 0 0 1rem }
ul, ol { padding-left: 1.375rem }
li { margin-bottom: .4rem }
li::marker { color: var(--soft) }
code { padding: .1em .35em; border-radius: .3em; background: var(--code); font: .9em ui-monospace, Menlo, Consolas, monospace }
.about { margin: 0 0 2rem; color: var(--soft); font-size: .9375rem }
.about p { margin: 0 0 .25rem }
.say { margin: 0 0 2rem; padding: .875rem 1.125rem; border: 1px solid var(--line); border-radius: .625rem; background: var(--card) }
.say p:last-child { margin: 0 }
.contents { margin: 0 0 2rem; padding: .75rem 1.125rem; border: 1px solid var(--line); border-radius: .625rem; background: var(--card) }
summary { cursor: pointer; padding: .25rem 0; font-weight: 600 }
.contents ol { margin: .5rem 0 .25rem; padding: 0; list-style: none; columns: 16rem; column-gap: 2rem }
.contents li { break-inside: avoid }
.folded { margin: 0 0 1rem; color: var(--soft) }
.folded summary { font-weight: 400; font-size: .9375rem }
ins { background: var(--added); color: var(--added-ink); text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: .2em; border-radius: .15em }
del { background: var(--removed); color: var(--removed-ink); text-decoration: line-through; border-radius: .15em }
.changed { margin-left: -1rem; padding-left: calc(1rem - 3px); border-left: 3px solid var(--accent) }
li.changed { margin-left: 0; padding-left: .5rem }
.cards { display: grid; gap: .75rem; padding: 0; list-style: none }
.cards li { margin: 0; padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: .75rem; background: var(--card) }
.cards h2 { margin: 0 0 .25rem; font-size: 1.1875rem }
.cards p { margin: 0; color: var(--soft); font-size: .9375rem }
.versions { padding: 0; list-style: none }
.versions li { display: flex; flex-wrap: wrap; gap: .125rem 1rem; justify-content: space-between; margin: 0; padding: .625rem 0; border-top: 1px solid var(--line) }
.versions p { flex-basis: 100%; margin: 0; color: var(--soft); font-size: .9375rem }
form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; margin: 0 0 2rem }
label { display: grid; gap: .25rem; color: var(--soft); font-size: .9375rem }
select, button { min-height: 2.75rem; padding: .5rem .875rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); color: var(--ink); font: inherit; max-width: 100% }
button { border-color: var(--accent); background: var(--accent); color: var(--ground); font-weight: 600; cursor: pointer }
.hash { display: block; font: .8125rem/1.5 ui-monospace, Menlo, Consolas, monospace }
footer { padding-top: 1.25rem; padding-bottom: 2.5rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@media print { nav, form, .skip, .contents { display: none } body { background: none } }
`;

/** What the pages may do in a browser. */
export const policy = pagePolicy(style);

export interface Page {
  title: string;
  /** Who runs the install; undefined before somebody does. */
  owner: string | undefined;
  /** Where the page stands among the others. */
  links: { href: string; label: string; isHere: boolean }[];
  body: Html;
}

/** A whole page. */
export function layout({ title, owner, links, body }: Page): string {
  const heading = owner ?? 'This service';
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${heading}</title>
<style>${new Html(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header>
<p class="owner"><a href="/policies">${heading}</a></p>
<nav aria-label="Policies"><ul>${joined(links.map(navigation))}</ul></nav>
</header>
<main id="main">
${body}
</main>
<footer>This page sets no cookie and needs no script. <a href="/">To the dashboard</a></footer>
</body>
</html>
`.text;
}

const navigation = ({ href, label, isHere }: Page['links'][number]) =>
  isHere
    ? html`<li><a href="${href}" aria-current="page">${label}</a></li>`
    : html`<li><a href="${href}">${label}</a></li>`;

/** Pieces one after the other. */
export const joined = (pieces: Html[]): Html => new Html(pieces.map(({ text }) => text).join('\n'));
