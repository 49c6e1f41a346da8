import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countCommon, isCommon } from './common-passwords.ts';
import { weaknessOf } from './weakness.ts';

const ana = { name: 'Ana Okafor', email: 'ana.okafor@harbour.example', organisation: 'Okafor & Daughters' };

describe('the list of common passwords', () => {
  it('has more than 100,000, first and last among them', () => {
    assert.ok(countCommon() >= 100_000, `${countCommon()}`);
    for (const common of ['password', '123456', 'iloveyou', 'PassWord', 'administrator', 'qwertyuiop'])
      assert.equal(isCommon(common), true, common);
    for (const rare of [
      '',
      '!',
      '~~~~~~~~~~~~',
      'zzzzzzzzzzzzzzzzzzzzq',
      'a calm and friendly sentence',
      'é',
    ])
      assert.equal(isCommon(rare), false, rare);
  });
});

describe('a password', () => {
  const refused = [
    ['many people use', '123qweasdzxc'],
    ['many people use', 'Administrator'],
    ['many people use', 'Password2026!'],
    ['many people use', '!!!iloveyou!!!'],
    ['many people use', 'I love you forever'],
    ['many people use', 'i-love_you.forever 2026'],
    ['many people use', 'correcthorsebatterystaple'],
    ['many people use', 'Correct Horse Battery Staple!'],
    ['many people use', 'correct-horse-battery-staple-42'],
    ['many people use', 'May the Force be with you'],
    ['a pattern', 'aaaaaaaaaaaaaaaaaaab'],
    ['a pattern', 'abcabcabcabcabc'],
    ['a pattern', 'asdfghjklöäasdfghjkl'],
    ['a pattern', '20262026202620262026'],
    ['a pattern', 'йцукенгшщзхъ'],
    ['your name', 'anaokafor2026'],
    ['your name', 'Okafor&Daughters'],
    ['your name', 'ana.okafor@harbour.example'],
    ['your name', 'OkaforHarbour1'],
  ] as const;
  for (const [why, password] of refused)
    it(`is refused as ${why}: ${password}`, () =>
      assert.match(weaknessOf(password, ana) ?? '', new RegExp(why, 'i')));

  for (const password of [
    'a calm and friendly sentence',
    'correct pony battery stable',
    '#l!o%v^e&*()@$',
    'to be or not to be in Bologna',
    'tr0mbone-glacier',
    'Ana likes seventeen boats',
    '十二文字以上の合言葉である',
    'x7Kq!mZ2#vLp',
  ])
    it(`is taken: ${password}`, () => assert.equal(weaknessOf(password, ana), undefined));
});
