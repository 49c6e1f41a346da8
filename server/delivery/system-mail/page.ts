const FONTS = "Figtree,-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const HEADINGS = `'Bricolage Grotesque',${FONTS}`;

/**
 * How each kind of element looks, in the dashboard's paper, charcoal and plum. Written into the elements, because not every
 * mail program reads style sheets; what only they can say (dark, phone) is in OTHER_LOOKS.
 */
const LOOKS = {
  page: 'margin:0;padding:0;background-color:#fbf9f6;',
  sender: `padding:0 8px 16px;font-family:${HEADINGS};font-size:17px;font-weight:700;color:#733763;`,
  card: 'padding:36px 40px 24px;border:1px solid #ebe4da;border-radius:14px;background-color:#ffffff;',
  heading: `margin:0 0 20px;font-family:${HEADINGS};font-size:25px;line-height:1.25;font-weight:700;color:#2a2521;`,
  ink: `margin:0 0 18px;font-family:${FONTS};font-size:16px;line-height:1.6;color:#2a2521;overflow-wrap:anywhere;`,
  action: 'margin:6px 0 16px;',
  button: 'border-radius:10px;background-color:#733763;',
  press: `display:inline-block;padding:13px 24px;font-family:${FONTS};font-size:16px;font-weight:600;line-height:1.2;color:#ffffff;text-decoration:none;border-radius:10px;`,
  quiet: `margin:0 0 22px;font-family:${FONTS};font-size:13px;line-height:1.5;color:#6f655a;overflow-wrap:anywhere;word-break:break-word;`,
  plain: 'color:#733763;',
  foot: `padding:20px 8px 0;font-family:${FONTS};font-size:13px;line-height:1.5;color:#6f655a;`,
};

const OTHER_LOOKS = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media only screen and (max-width: 480px) {
  .card { padding: 28px 22px 16px !important; }
  .heading { font-size: 22px !important; }
}
@media (prefers-color-scheme: dark) {
  .page { background-color: #181513 !important; }
  .card { background-color: #231f1c !important; border-color: #443c36 !important; }
  .heading, .ink { color: #ece6df !important; }
  .sender, .plain { color: #d6a3c5 !important; }
  .quiet, .foot { color: #b3a99e !important; }
  .button, .press { background-color: #d6a3c5 !important; }
  .press { color: #231f1c !important; }
}
`;

/** The attributes that give an element its look. */
export const look = (kind: keyof typeof LOOKS) => `class="${kind}" style="${LOOKS[kind]}"`;

const table = 'role="presentation" cellpadding="0" cellspacing="0" border="0"';

/**
 * The page around every mail of the install: one column that any mail program can show.
 *
 * @param heading HTML in the merge language, as `body`
 */
export function page(heading: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${heading}</title>
<style>${OTHER_LOOKS}</style>
</head>
<body ${look('page')}>
<table ${table} width="100%" class="page" bgcolor="#fbf9f6"><tr>
<td align="center" style="padding:32px 12px;">
<table ${table} width="560" style="width:100%;max-width:560px;">
<tr><td align="left" ${look('sender')}>{{ install }}</td></tr>
<tr><td align="left" bgcolor="#ffffff" ${look('card')}><h1 ${look('heading')}>${heading}</h1>
${body}
</td></tr>
<tr><td align="left" ${look('foot')}>This is mail about accounts at {{ site }}. It is no newsletter, so there is nothing to unsubscribe from.</td></tr>
</table>
</td></tr></table>
</body>
</html>`;
}

/** A button, and its address for programs that show none. */
export function button(words: string, url: string): string {
  return [
    `<table ${table} ${look('action')}><tr>`,
    `<td bgcolor="#733763" ${look('button')}><a href="${url}" ${look('press')}>${words}</a></td>`,
    '</tr></table>',
    `<p ${look('quiet')}>If the button does not work, open this address:<br><a href="${url}" ${look('plain')}>${url}</a></p>`,
  ].join('\n');
}
