import type { Outcome } from './outcome.ts';

/** Refused for the sender’s sake: no verdict on the recipient. */
export function isSenderRefused(outcome: Outcome): boolean {
  return outcome.stage === 'mail' && outcome.code !== undefined && outcome.code !== 552;
}

/**
 * A server that relays nothing for us says so at each recipient. One such answer among many is about that recipient;
 * before anything was accepted it is about us, and without this a wrong SMTP_URL would fail a whole audience.
 */
export function isDoorClosed(outcome: Outcome): boolean {
  if (outcome.code === undefined) return false;
  return outcome.code === 530 || /\b(relay|authenticat|log ?in\b)/i.test(outcome.text);
}

/** What a server answered, for people. */
export function said(outcome: Outcome): string {
  const codes = [outcome.code, outcome.enhanced].filter((part) => part !== undefined).join(' ');
  return codes === '' ? outcome.text : `${codes} ${outcome.text}`;
}
