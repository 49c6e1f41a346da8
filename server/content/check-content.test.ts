import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CheckOptions, checkContent } from './check-content.ts';
import { compileContent } from './compile-content.ts';
import { usedFields } from './used-fields.ts';

const FOOTER = '<p>{{ account.postal_address }} <a href="{{ unsubscribe_url }}">Unsubscribe</a></p>';

async function compiled(source: string, input: { subject?: string; preheader?: string; text?: string } = {}) {
  const { subject = 'A subject', preheader = 'A preheader', text = null } = input;
  const content = { kind: 'html', version: 1, source, text } as const;
  const result = await compileContent({ subject, preheader, content });
  assert.ok(result.ok, JSON.stringify(result));
  return result.compiled;
}

/** What the checks complain about, as `severity id line:column`. */
async function complaints(source: string, input?: Parameters<typeof compiled>[1], options?: CheckOptions) {
  return checkContent(await compiled(source, input), options)
    .filter((check) => check.severity !== 'ok')
    .map(({ severity, id, line, column }) => `${severity} ${id}${line ? ` ${line}:${column}` : ''}`);
}

test('a good email has nothing but good marks', async () => {
  const source = `<p>Hello {{ contact.first_name | default: "you" }}</p>${FOOTER}`;
  assert.deepEqual(await complaints(source, {}, { knownFields: ['first_name'] }), []);
});

test('what the law asks for is an error when it is missing', async () => {
  assert.deepEqual(await complaints('<p>Hello</p>'), ['error unsubscribe_link', 'error postal_address']);
  const hidden = `<p>x</p>{% if contact.vip %}${FOOTER}{% endif %}`;
  assert.deepEqual(await complaints(hidden), ['error unsubscribe_link', 'error postal_address']);
  assert.deepEqual(await complaints(`<p>{{ unsubscribe_url }} {{ account.postal_address }}</p>`), [
    'error unsubscribe_link',
  ]);
});

test('what the law asks for goes to every reader, not only to the sample', async () => {
  const faults = ['error unsubscribe_link', 'error postal_address'];
  const only = (condition: string) =>
    complaints(`<p>x</p>{% ${condition} %}${FOOTER}{% end${condition.split(' ')[0]} %}`);
  assert.deepEqual(await only('if contact.first_name'), faults);
  assert.deepEqual(await only('if contact.vip != true'), faults);
  assert.deepEqual(await only('unless contact.vip'), faults);
  const branches = `{% if contact.vip %}<p>Dear</p>${FOOTER}{% else %}${FOOTER}{% endif %}`;
  assert.deepEqual(await complaints(branches), []);
});

test('subject, preheader and text part', async () => {
  const about = async (input: Parameters<typeof compiled>[1]) => complaints(`<p>x</p>${FOOTER}`, input);
  assert.deepEqual(await about({ subject: '' }), ['error subject']);
  assert.deepEqual(await about({ subject: '{{ contact.nothing_at_all | default: "" }}' }), ['error subject']);
  assert.deepEqual(await about({ subject: 'x'.repeat(71) }), ['warning subject']);
  assert.deepEqual(await about({ subject: 'LAST CHANCE TODAY' }), ['warning subject_capitals']);
  assert.deepEqual(await about({ subject: 'DHL & UPS' }), []);
  assert.deepEqual(await about({ preheader: ' ' }), ['warning preheader']);
  assert.deepEqual(await about({ text: '  ' }), ['warning unsubscribe_link', 'warning text_part']);
});

test('size against the clip of Gmail', async () => {
  const sized = async (kilobytes: number) => {
    const compiledContent = await compiled(`<p>${'x'.repeat(kilobytes * 1024)}</p>${FOOTER}`);
    return checkContent(compiledContent).find((check) => check.id === 'size')!;
  };
  assert.equal((await sized(80)).severity, 'ok');
  assert.match((await sized(92)).message, /large: 94 KB/);
  assert.match((await sized(110)).message, /too large: 112 KB/);
});

test('images and links, each with its place', async () => {
  const source = `<p>
 <img src="https://a.example/a.png">
 <img src="https://a.example/b.png" alt="">
 <a href="">x</a> <a href="#">y</a> <a>z</a> <a name="here"></a>
 <a href="http://a.example">h</a>
 <a href="/path">r</a> <a href="#here">s</a> <a href="mailto:a@b.example">m</a> <a href="{{ web_version_url }}">w</a>
</p>${FOOTER}`;
  assert.deepEqual(await complaints(source), [
    'warning alt_texts 2:2',
    'warning link_address 4:2',
    'warning link_relative 6:2',
    'warning link_insecure 5:2',
  ]);
});

test('fields nobody has, and fields without a fallback', async () => {
  const source = `<p>{{ contact.frist_name }} {{ contact.city }}
 {% if contact.plan %}{{ contact.plan }}{% endif %} {{ contact.email }}</p>${FOOTER}`;
  assert.deepEqual(await complaints(source, {}, { knownFields: ['first_name', 'city', 'plan'] }), [
    'warning unknown_field 1:4',
    'warning missing_fallback 1:29',
  ]);
});

test('a name that is nothing for anybody is pointed at, with what was probably meant', async () => {
  const source = `<p>{{ first_name | default: "friend" }} {{ account.nme }}
 {% for item in contact.items %}{{ item }}{{ forloop.index }}{% endfor %}{{ item }}</p>${FOOTER}`;
  const options = { knownFields: ['first_name', 'items'] };
  assert.deepEqual(await complaints(source, {}, options), [
    'warning unknown_name 1:4',
    'warning unknown_name 1:41',
    'warning unknown_name 2:74',
  ]);
  const [first] = checkContent(await compiled(source), options).filter(({ id }) => id === 'unknown_name');
  assert.equal(first?.hint, 'Write {{ contact.first_name }}. As it stands it is empty for everybody.');
});

test('a tag of the subject line is complained about there', async () => {
  const words = { subject: 'Dear {{ contact.city }}', preheader: 'Hello {{ nme }}' };
  assert.deepEqual(await complaints(FOOTER, words, { knownFields: ['city'] }), [
    'warning preheader_unknown_name',
    'warning subject_missing_fallback',
  ]);
});

test('what compiling took out is listed', async () => {
  assert.deepEqual(await complaints(`<p>\n<script>x</script></p>${FOOTER}`), ['warning source 2:1']);
});

test('an email that cannot be rendered says so', async () => {
  const loop = '{% for a in contact.l %}{% for b in contact.l %}x{% endfor %}{% endfor %}';
  const data = { contact: { email: 'a@b.example', l: Array(500).fill('x') } };
  const { sampleData } = await import('./sample-data.ts');
  assert.deepEqual(await complaints(loop + FOOTER, {}, { data: { ...sampleData(), ...data } }), [
    'error render',
  ]);
});

test('used fields know whether they have a fallback', async () => {
  const fields = usedFields(
    await compiled(
      '{{ contact.a | default: contact.b }}{% for x in contact.c %}{{ x }}{% endfor %}{{ contact.d }}',
      {
        subject: '{{ contact.a }}',
      },
    ),
  );
  assert.deepEqual(
    fields.map(({ name, hasFallback }) => [name, hasFallback]),
    [
      ['a', false],
      ['b', true],
      ['c', true],
      ['d', false],
    ],
  );
});
