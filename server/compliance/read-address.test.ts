import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseFragment } from 'parse5';
import { readAddress } from './read-address.ts';

const file = join(import.meta.dirname, '../../testing/data/isemail/tests.xml');
const accepted = ['ISEMAIL_VALID_CATEGORY', 'ISEMAIL_DNSWARN', 'ISEMAIL_RFC5321'];
const leftOut = ['ISEMAIL_RFC5321_QUOTEDSTRING', 'ISEMAIL_RFC5321_ADDRESSLITERAL'];

describe('addresses of the isemail corpus', () => {
  for (const { id, address, category, diagnosis } of corpus()) {
    const usable = accepted.includes(category) && !leftOut.includes(diagnosis);
    it(`${usable ? 'accepts' : 'refuses'} #${id} ${JSON.stringify(address.slice(0, 60))}`, () => {
      const reading = readAddress(address);
      assert.equal(reading.ok, usable, reading.ok ? diagnosis : reading.reason);
    });
  }
});

describe('readAddress', () => {
  const reasons: [string, string][] = [
    ['', 'no email address'],
    ['plainaddress', 'no @'],
    ['@no-local.example', 'nothing before the @'],
    ['no-domain@', 'nothing after the @'],
    ['two@at@signs.example', 'two @ signs'],
    ['a@b@c@d', '3 @ signs'],
    ['dot.@trailing.example', 'the part before the @ ends with a dot'],
    ['.dot@leading.example', 'the part before the @ begins with a dot'],
    ['double..dot@local.example', 'the part before the @ has two dots in a row'],
    ['double@dot..example', 'the part after the @ has two dots in a row'],
    ['space in@local.example', 'the part before the @ contains a space'],
    ['space@in domain.example', 'the part after the @ contains a space'],
    ['semi;colon@local.example', 'the part before the @ contains “;”'],
    ['Name <boxed@angle.example', 'the part before the @ contains a space'],
    ['josé@local.example', 'the part before the @ contains “é”'],
    ['zero\u200bwidth@local.example', 'the part before the @ contains an invisible character'],
    ['hyphen@-leading.example', 'a hyphen at the edge of “-leading”'],
    ['a@[192.0.2.1]', 'an IP address in place of a domain'],
    [`${'a'.repeat(65)}@long.example`, 'the part before the @ is longer than 64 characters'],
    [`a@${'b'.repeat(64)}.example`, 'the part after the @ has a name longer than 63 characters'],
    [`a@${'b.'.repeat(130)}example`, 'the part after the @ is longer than 255 characters'],
    [`abcdef@${'b.'.repeat(121)}example`, 'longer than 254 characters'],
  ];
  for (const [text, reason] of reasons) {
    it(`says of ${JSON.stringify(text.slice(0, 40))}: ${reason}`, () => {
      assert.deepEqual(readAddress(text), { ok: false, reason });
    });
  }

  it('keys by lower case and the ASCII form of the domain, and keeps what was written', () => {
    const written = 'Ana@MÜNCHEN.example';
    assert.deepEqual(readAddress(written), { ok: true, email: written, key: 'ana@xn--mnchen-3ya.example' });
    assert.deepEqual(readAddress('ana@xn--mnchen-3ya.example'), {
      ok: true,
      email: 'ana@xn--mnchen-3ya.example',
      key: 'ana@xn--mnchen-3ya.example',
    });
  });
});

/** The corpus writes control characters as U+2400 plus their code. */
function corpus() {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/<test id="(\d+)">([\s\S]*?)<\/test>/g)].map(([, id, body]) => ({
    id,
    address: plainText(/<address>([\s\S]*?)<\/address>/.exec(body!)?.[1] ?? '').replace(
      /[\u2400-\u241f]/g,
      (sign) => String.fromCharCode(sign.charCodeAt(0) - 0x2400),
    ),
    category: /<category>(.*?)</.exec(body!)![1]!,
    diagnosis: /<diagnosis>(.*?)</.exec(body!)![1]!,
  }));
}

function plainText(xml: string): string {
  const [node] = parseFragment(xml).childNodes;
  return node && 'value' in node ? node.value : '';
}
