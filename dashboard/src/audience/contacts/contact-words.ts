import type { ContactStatus, ContactSummary } from '#server/audience/contract.ts';
import type { SuppressionReason } from '#server/compliance/contract.ts';
import type { Tone } from '../../ui/status-badge.tsx';

interface Words {
  label: string;
  tone: Tone;
}

const ofStatus: Record<ContactStatus, Words> = {
  subscribed: { label: 'Subscribed', tone: 'good' },
  unsubscribed: { label: 'Unsubscribed', tone: 'quiet' },
  bounced: { label: 'Bounced', tone: 'warn' },
  complained: { label: 'Reported spam', tone: 'bad' },
};

const blocked: Words = { label: 'Never mailed', tone: 'bad' };

/** Where a person stands, in a word: the strongest reason against mailing them first. */
export function standingOf(contact: Pick<ContactSummary, 'status' | 'suppressed' | 'listStatus'>): Words {
  if (contact.suppressed === 'manual') return blocked;
  if (contact.status !== 'subscribed') return ofStatus[contact.status];
  if (contact.suppressed) return ofStatus[contact.suppressed];
  if (contact.listStatus === 'unsubscribed') return { label: 'Left this list', tone: 'quiet' };
  return ofStatus.subscribed;
}

export const statusOptions = [
  { value: 'subscribed', label: 'Subscribed' },
  { value: 'unsubscribed', label: 'Unsubscribed' },
  { value: 'bounced', label: 'Bounced' },
  { value: 'complained', label: 'Reported spam' },
  { value: 'suppressed', label: 'Never mailed' },
] as const;

export const suppressionWords: Record<SuppressionReason, string> = {
  unsubscribed: 'Unsubscribed',
  bounced: 'Bounced',
  complained: 'Reported spam',
  manual: 'Added by hand',
};

/** First and last name as they read together; empty when neither is known. */
export const nameOf = ({ fields }: Pick<ContactSummary, 'fields'>): string =>
  [fields.first_name, fields.last_name].filter(Boolean).join(' ');
