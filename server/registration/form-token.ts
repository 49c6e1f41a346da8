import { createHmac } from 'node:crypto';
import { type PurposeKeys, timingSafeEqualText } from '#server/platform/crypto/index.ts';
import { problem } from '#server/platform/http/index.ts';

/** Nobody fills the form in faster; programs do. */
const SHORTEST = 2_000;
const LONGEST = 24 * 3_600_000;

/**
 * When a form was handed out, signed: how long it took to fill in is known without a cookie or a row for each visitor.
 * @param keys KeyRing.forms
 */
export function formToken(keys: PurposeKeys, now: number = Date.now()): string {
  return `${now}.${sign(keys.current, String(now))}`;
}

/** @throws invalid_input for a form that is not ours, too old, or filled in faster than a person can */
export function checkFormToken(keys: PurposeKeys, token: string, now: number = Date.now()): void {
  const [at = '', signature = ''] = token.split('.');
  const age = now - Number(at);
  const isOurs = keys.all.some((key) => timingSafeEqualText(signature, sign(key, at)));
  if (!isOurs || !(age < LONGEST))
    throw problem(
      'invalid_input',
      'This form has been open for too long. Reload the page and fill it in again.',
    );
  if (age < SHORTEST)
    throw problem(
      'invalid_input',
      'That was faster than people type. Wait two seconds and press the button again.',
    );
}

const sign = (key: Buffer, at: string) => createHmac('sha256', key).update(`form ${at}`).digest('base64url');
