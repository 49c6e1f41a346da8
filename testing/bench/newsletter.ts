/** The campaign of the bench: 15 KB of HTML, a text part, five merge fields, ten links. */

/** Those an account does not begin with. */
export const fields = [
  { key: 'city', label: 'City', type: 'text' },
  { key: 'plan', label: 'Plan', type: 'text' },
  { key: 'points', label: 'Points', type: 'number' },
] as const;

export const LINKS = 10;
const HTML_BYTES = 15 * 1024;

const sentences = [
  'The ferry runs every forty minutes again, and the café on the quay has put its chairs back out.',
  'We spent the spring repairing the north wall; the stone came from the same quarry as in 1884.',
  'Anybody who has walked the coast path in November knows why the lamps are lit at four o’clock.',
  'Tickets cost as much as last year – children under twelve come in for nothing, as they always have.',
  'Bring a jacket: the wind comes straight from the sea, and nobody has ever regretted a second jumper.',
  'The reading room stays open until nine on Thursdays, with soup from six and music from half past seven.',
];

const link = (index: number) => `https://harbour.example/autumn/story-${index}?from=letter`;

const story = (index: number, length: number) => {
  const words = Array.from({ length }, (_, n) => sentences[(index + n) % sentences.length]).join(' ');
  return `<tr><td style="padding:16px 24px;font-family:Georgia,serif;font-size:16px;line-height:24px;color:#2b2b33">
<h2 style="margin:0 0 8px;font-size:20px;line-height:28px">Story ${index} for {{ contact.city }}</h2>
<p style="margin:0 0 12px">${words}</p>
<p style="margin:0"><a href="${link(index)}" style="color:#7a3b12;text-decoration:underline">Read story ${index}</a></p>
</td></tr>\n`;
};

const head = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The autumn letter</title></head>
<body style="margin:0;background:#f6f3ee"><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0">
<tr><td style="padding:24px"><h1>Dear {{ contact.first_name }} {{ contact.last_name }},</h1>
<p>you are on the {{ contact.plan }} plan and have {{ contact.points }} points.</p></td></tr>\n`;
const foot = `<tr><td style="padding:24px;font-size:12px">{{ account.name }}, {{ account.postal_address }}<br>
<a href="{{ unsubscribe_url }}">Unsubscribe</a> · <a href="{{ web_version_url }}">In a browser</a></td></tr></table></body></html>`;

/** As long as it has to be: filled up with the first sentences, to the byte. */
function html(): string {
  const numbers = Array.from({ length: LINKS }, (_, index) => index + 1);
  const whole = (length: number) => head + numbers.map((index) => story(index, length)).join('') + foot;
  let length = 1;
  while (Buffer.byteLength(whole(length + 1)) < HTML_BYTES) length += 1;
  const body = whole(length);
  const filling = sentences
    .join(' ')
    .repeat(10)
    .replace(/[^ -~]/g, '-');
  const short = HTML_BYTES - Buffer.byteLength(body) - '<p></p>'.length;
  return body.replace('</td></tr></table>', `<p>${filling.slice(0, short)}</p></td></tr></table>`);
}

function text(): string {
  const stories = Array.from(
    { length: LINKS },
    (_, index) =>
      `Story ${index + 1} for {{ contact.city }}\n${sentences[index % sentences.length]}\n${link(index + 1)}\n`,
  );
  return `Dear {{ contact.first_name }} {{ contact.last_name }},

you are on the {{ contact.plan }} plan and have {{ contact.points }} points.

${stories.join('\n')}
{{ account.name }}, {{ account.postal_address }}
Unsubscribe: {{ unsubscribe_url }}
In a browser: {{ web_version_url }}
`;
}

export const newsletter = {
  subject: '{{ contact.first_name }}, the autumn letter',
  content: { kind: 'html', version: 1, source: html(), text: text() },
} as const;
