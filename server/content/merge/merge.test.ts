import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTemplate } from './parse-template.ts';
import { newScope, prepareText } from './prepare-nodes.ts';
import { MergeError } from './problem.ts';
import { scanTags } from './scan-tags.ts';

const NOW = new Date('2026-03-09T07:05:03Z');

function run(source: string, contact: Record<string, unknown> = {}): string {
  const parts = scanTags(source).map((piece) =>
    'tag' in piece ? { tag: piece.tag, context: 'text' as const } : piece.text,
  );
  const { nodes, errors } = parseTemplate(parts);
  if (errors[0]) throw errors[0];
  const stored = JSON.parse(JSON.stringify(nodes));
  return prepareText(stored)(newScope({ contact }, NOW));
}

const CONTACT = {
  name: 'Ada',
  empty: '',
  spaces: '  ',
  age: '37',
  price: 12.5,
  zero: 0,
  yes: true,
  no: false,
  none: null,
  tags: ['red', 'green', 'blue'],
  list: [],
  rows: [
    { title: 'One', n: 1 },
    { title: 'Two', n: 2 },
  ],
  odd: { 'key with space': 'k', 'hyphen-key': 'h' },
  born: '1815-12-10',
  at: '2026-12-10 14:30:00',
  html: '<b>bold</b> & <i>it',
};

const TABLE: [template: string, expected: string][] = [
  // Outputs
  ['Hello {{ contact.name }}!', 'Hello Ada!'],
  ['{{contact.name}}', 'Ada'],
  ['{{ contact["name"] }}', 'Ada'],
  ["{{ contact.odd['key with space'] }}{{ contact.odd.hyphen-key }}", 'kh'],
  ['{{ contact.missing }}|{{ contact.missing.deeper }}|{{ nobody.name }}', '||'],
  ['{{ contact.none }}{{ contact.odd }}', ''],
  ['{{ contact.price }} {{ contact.yes }} {{ contact.no }}', '12.5 true false'],
  ['{{ contact.tags }}', 'red, green, blue'],
  [
    '{{ contact.tags[1] }} {{ contact.tags[-1] }} {{ contact.tags.first }} {{ contact.tags.last }}',
    'green blue red blue',
  ],
  ['{{ contact.tags.size }} {{ contact.name.size }}', '3 3'],
  ['{{ "a literal" }} {{ 42 }} {{ true }} {{ nil }}', 'a literal 42 true '],
  ['{{ "}}" }}', '}}'],
  // Filters
  ['{{ contact.missing | default: "friend" }}', 'friend'],
  ['{{ contact.empty | default: "friend" }} {{ contact.spaces | default: "x" }}', 'friend x'],
  ['{{ contact.zero | default: 5 }}', '0'],
  ['{{ contact.missing | default: contact.name }}', 'Ada'],
  ['{{ contact.name | upcase }} {{ contact.name | downcase }} {{ "éA bC" | capitalize }}', 'ADA ada Éa bc'],
  ['[{{ "  x " | strip }}]', '[x]'],
  [
    '{{ "Hello there" | truncate: 6 }} {{ "Hello" | truncate: 5 }} {{ "abcdef" | truncate: 4, ".." }}',
    'Hello… Hello ab..',
  ],
  ['{{ "🎈🎈🎈" | truncate: 4 }}', '🎈…'],
  ['{{ contact.html | escape }}', '<b>bold</b> & <i>it'],
  ['{{ contact.html | strip_html }}', 'bold & it'],
  ['{{ "a b&c/é" | url_encode }}', 'a+b%26c%2F%C3%A9'],
  ['{{ 3.456 | round }} {{ 3.456 | round: 2 }} {{ -1.5 | round }}', '3 3.46 -1'],
  [
    '{{ contact.age | plus: 5 }} {{ 10 | minus: 0.1 }} {{ 0.1 | plus: 0.2 }} {{ "x" | plus: 1 }}',
    '42 9.9 0.3 1',
  ],
  [
    '{{ 6 | times: 7 }} {{ 7 | divided_by: 2 }} {{ 7.0 | divided_by: 2.5 }} {{ 1 | divided_by: 0 }}',
    '42 3 2.8 ',
  ],
  ['{{ contact.name | append: "!" | prepend: "Dear " }}', 'Dear Ada!'],
  [
    '{{ "a.b.c" | replace: ".", "-" }} {{ "a$b" | replace: "$", "$&" }} {{ "aa" | replace: "a" }}',
    'a-b-c a$&b ',
  ],
  ['{{ contact.tags | join }} {{ contact.tags | join: "/" }}', 'red green blue red/green/blue'],
  ['{{ contact.tags | first }} {{ contact.tags | last }} {{ contact.list | first }}', 'red blue '],
  ['{{ contact.tags | size }} {{ "four" | size }} {{ 12 | size }}', '3 4 0'],
  ['{{ contact.born | date: "%d %B %Y, %A" }}', '10 December 1815, Sunday'],
  [
    '{{ contact.at | date: "%-d.%-m.%y %H:%M" }} {{ contact.at | date: "%I:%M %p, %a %b %e" }}',
    '10.12.26 14:30 02:30 PM, Thu Dec 10',
  ],
  [
    '{{ "now" | date: "%Y-%m-%d %H:%M:%S" }} {{ 0 | date: "%F" }} {{ "soon" | date: "%Y" }}',
    '2026-03-09 07:05:03 1970-01-01 soon',
  ],
  ['{{ "2026-01-01" | date: "100%% %Q %9999d" }}', '100% %Q %9999d'],
  // Conditions
  ['{% if contact.name %}y{% else %}n{% endif %}', 'y'],
  ['{% if contact.empty %}y{% else %}n{% endif %}{% if contact.list %}y{% else %}n{% endif %}', 'nn'],
  ['{% if contact.zero %}y{% else %}n{% endif %}', 'y'],
  ['{% if contact.age == 37 and contact.age >= "37" %}y{% endif %}', 'y'],
  ['{% if contact.age < 100 %}y{% endif %}{% if contact.age > 4 %}y{% endif %}', 'yy'],
  ['{% if contact.name != "Bob" %}a{% endif %}{% if contact.name <> "Ada" %}b{% endif %}', 'a'],
  [
    '{% if contact.missing == nil %}a{% endif %}{% if contact.empty == blank %}b{% endif %}{% if contact.name != empty %}c{% endif %}',
    'abc',
  ],
  [
    '{% if contact.tags contains "red" %}a{% endif %}{% if contact.name contains "d" %}b{% endif %}{% if contact.name contains "" %}c{% endif %}',
    'ab',
  ],
  ['{% if contact.yes or contact.no and contact.no %}y{% else %}n{% endif %}', 'y'],
  ['{% if contact.no and contact.no or contact.yes %}y{% else %}n{% endif %}', 'n'],
  ['{% if contact.n == 1 %}1{% elsif contact.name == "Ada" %}2{% else %}3{% endif %}', '2'],
  [
    '{% unless contact.no %}y{% else %}n{% endunless %}{% unless contact.name == "Ada" %}y{% endunless %}',
    'y',
  ],
  ['{% if contact.missing < 3 %}y{% else %}n{% endif %}', 'n'],
  // Loops
  [
    '{% for t in contact.tags %}{{ t }}{% unless forloop.last %}, {% endunless %}{% endfor %}',
    'red, green, blue',
  ],
  ['{% for t in contact.tags limit: 2 %}{{ forloop.index }}{{ t }} {% endfor %}', '1red 2green '],
  ['{% for r in contact.rows %}{{ r.title }}={{ r.n }};{% endfor %}', 'One=1;Two=2;'],
  ['{% for x in contact.list %}x{% else %}none{% endfor %}{% for x in contact.name %}x{% endfor %}', 'none'],
  [
    '{% for a in contact.tags %}{% for b in contact.rows %}{{ a }}{{ b.n }} {% endfor %}{% endfor %}',
    'red1 red2 green1 green2 blue1 blue2 ',
  ],
  ['{% for t in contact.tags %}{% endfor %}{{ t }}', ''],
  // Comments, raw, whitespace
  ['a{% comment %} {{ broken {% if %} {% endcomment %}b', 'ab'],
  ['{% raw %}{{ contact.name }} {% if %}{% endraw %}', '{{ contact.name }} {% if %}'],
  ['a  {{- contact.name -}}  b', 'aAdab'],
  ['a\n{%- if contact.name -%}\n x \n{%- endif -%}\nb', 'axb'],
  ['{ { % } }} %} {x}', '{ { % } }} %} {x}'],
];

test('the merge language does what its table says', () => {
  for (const [template, expected] of TABLE) {
    assert.equal(run(template, CONTACT), expected, template);
  }
});

const ERRORS: [template: string, line: number, column: number, message: RegExp][] = [
  ['{{ contact.name', 1, 1, /never closed/],
  ['ok\n  {% if a', 2, 3, /never closed/],
  ['{{ }}', 1, 3, /Expected a field/],
  ['{{ contact. }}', 1, 12, /field name after the dot/],
  ['{{ contact.name | shout }}', 1, 19, /no filter called “shout”/],
  ['{{ contact.name | up }}', 1, 19, /Did you mean “upcase”/],
  ['{{ contact.name | default }}', 1, 19, /default: "friend"/],
  ['{{ contact.name | append: "a", "b" }}', 1, 19, /written like this/],
  ['{{ contact.name extra }}', 1, 17, /“extra” was not expected/],
  ['{{ “quoted” }}', 1, 4, /straight quotes/],
  ['{{ "open }}', 1, 4, /never closed/],
  ['{{ a + b }}', 1, 6, /cannot stand/],
  ['x\ny {% iff a %}', 2, 3, /no tag called “iff”/],
  ['{% if a %}x', 1, 1, /\{% if a %\} is never closed with \{% endif %\}/],
  ['{% endif %}', 1, 1, /never opened/],
  ['{% if a %}{% endfor %}{% endif %}', 1, 11, /cannot close/],
  ['{% else %}', 1, 1, /no \{% if %\}/],
  ['{% if a %}{% else %}{% else %}{% endif %}', 1, 21, /already an/],
  ['{% if a %}{% else %}{% elsif b %}{% endif %}', 1, 21, /belongs between/],
  ['{% if a | upcase %}{% endif %}', 1, 9, /Filters cannot/],
  ['{% if a == %}{% endif %}', 1, 11, /ends here/],
  ['{% for x contact.items %}{% endfor %}', 1, 10, /Expected “in”/],
  ['{% for x in y reversed %}{% endfor %}', 1, 15, /limit/],
  ['{% comment %} x', 1, 1, /never closed with \{% endcomment %\}/],
  ['{% include "x" %}', 1, 1, /no tag called/],
  ['{% assign a = 1 %}', 1, 1, /no tag called/],
  ['{{\n  contact.name |\n  nope }}', 3, 3, /no filter called “nope”/],
];

test('errors say what is wrong and point to it', () => {
  for (const [template, line, column, message] of ERRORS) {
    assert.throws(
      () => run(template),
      (error) => {
        assert.ok(error instanceof MergeError, String(error));
        assert.match(error.message, message, template);
        assert.deepEqual(error.at, [line, column], `${template}: ${error.message}`);
        return true;
      },
    );
  }
});
