import { Html, html, pagePolicy } from '#server/platform/html/index.ts';

/** Written for a phone first; one column, large targets, the reader's own light or dark. */
const style = `
:root { color-scheme: light dark; --ground: #f1ebe2; --card: #ffffff; --ink: #2a2521; --soft: #665c52; --line: #c8bdaf; --accent: #733763; --on-accent: #ffffff }
@media (prefers-color-scheme: dark) { :root { --ground: #181513; --card: #292420; --ink: #ece6df; --soft: #b3a99e; --line: #574e47; --accent: #d6a3c5; --on-accent: #1c1416 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; place-items: center; padding: 1.25rem; background: var(--ground); color: var(--ink); font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere }
main { width: 100%; max-width: 28rem; padding: 2rem 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: 1rem }
.sender { margin: 0 0 1.25rem; color: var(--soft); font-size: .9375rem }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25; text-wrap: balance }
p { margin: 0 0 1rem }
form { display: grid; gap: .75rem; margin: 1.5rem 0 0 }
button { min-height: 3rem; padding: .625rem 1.25rem; border: 1px solid var(--line); border-radius: .625rem; background: transparent; color: var(--ink); font: inherit; cursor: pointer }
button.main { border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 600 }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
.small { margin: 1.25rem 0 0; color: var(--soft); font-size: .9375rem }
@media (min-width: 30rem) { main { padding: 2.5rem } }
`;

/** What the pages may do in a browser. */
export const policy = pagePolicy(style);

export interface Page {
  title: string;
  /** The account's name, shown above; left out when it is not known. */
  sender: string | undefined;
  body: Html;
}

/** A whole page. */
export function layout({ title, sender, body }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body>
<main>
${sender === undefined ? '' : html`<p class="sender">${sender}</p>`}
${body}
</main>
</body>
</html>
`.text;
}
