import { audienceExport } from '#server/audience/index.ts';
import { approvalExport, campaignsExport } from '#server/campaigns/index.ts';
import { accountsExport, type ExportPart } from '#server/closing/index.ts';
import { complianceExport } from '#server/compliance/index.ts';
import { deliveryExport } from '#server/delivery/index.ts';
import type { RouteContract } from '#server/platform/http/index.ts';
import { trackingExport } from '#server/tracking/index.ts';

/**
 * Everything an export of an account holds, in the order of its files: what each domain lends.
 * @param contracts every route, asked for once an export is made
 */
export const exportParts = (contracts: () => readonly RouteContract[]): readonly ExportPart[] => [
  ...audienceExport,
  ...complianceExport,
  ...campaignsExport,
  ...approvalExport,
  ...deliveryExport,
  ...trackingExport,
  ...accountsExport(contracts),
];

/** Tables of accounts that are in no export, and why. */
export const notExported: Readonly<Record<string, string>> = {
  account_identities: 'With which logins elsewhere people come in: theirs, not the account’s.',
  account_domains: 'By which email domains members come in; proved to this install alone.',
  account_keys: 'Keys that seal the secrets of the account.',
  account_providers: 'How members come in; its settings belong to this install alone.',
  act_checks:
    'Results of looking at the chain of the activity log; shown and exported under Settings, Activity.',
  act_cuts: 'Part of the chain of the activity log, exported there as JSON.',
  act_heads: 'Part of the chain of the activity log, exported there as JSON.',
  act_seals: 'Part of the chain of the activity log, exported there as JSON.',
  connection_shares: 'How workers share connections at this moment.',
  import_chunks: 'An uploaded file whose import is not done: whoever uploaded it has it.',
  contact_counts: 'How many contacts there are, which the contacts say.',
  kept_answers: 'Answers to repeated requests, kept sealed for a day.',
  one_time_links: 'Hashes of links in mails: each is a way in.',
  operator_notes: 'Notes of those who run the install, for themselves.',
  sending_devices: 'Which of their browsers people have sent from, to ask those at a new one who they are.',
  pace_counters: 'What was sent in the last seconds and hours, for limits.',
  sandbox_messages:
    'Copies of mail in the sandbox, made from what is exported; each can be downloaded there.',
  sandbox_state: 'How many messages the sandbox dropped.',
  sessions: 'Where people are logged in at this moment: theirs, not the account’s.',
  unsealed_acts: 'What waits to become part of the chain of the activity log.',
};
