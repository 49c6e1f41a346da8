import { sealedColumns } from '#server/app/sealed-columns.ts';

/**
 * Every column that could hold a secret, going by its type or name, and why a copy of the database gives none away. A new one
 * has to be put here, which is the moment to think about it.
 */
export const accountedFor: Record<string, readonly string[]> = {
  /** Encrypted under a data key; listed where the keys are changed, too. */
  sealed: sealedColumns.map(({ table, column }) => `${table}.${column}`),
  /** Data keys, wrapped by a key outside of the database. */
  wrapped: ['account_keys.wrapped', 'install_keys.wrapped'],
  /** SHA-256 of random values of 128 bits and more, and argon2id of passwords. */
  hashed: [
    'api_keys.key_hash',
    'invitations.token_hash',
    'known_devices.token_hash',
    'login_tickets.token_hash',
    'one_time_links.token_hash',
    'passkey_challenges.challenge_hash',
    'recovery_codes.code_hash',
    'registration_invitations.code_hash',
    'sessions.previous_token_hash',
    'sessions.token_hash',
    'sign_in_attempts.browser_hash',
    'sign_in_attempts.state_hash',
    'sign_in_newcomers.browser_hash',
    'sign_in_newcomers.invitation_hash',
    'sign_in_newcomers.joining_hash',
    'staff_invitations.token_hash',
    'users.password_hash',
  ],
  /** Made with a key outside of the database, so that nobody works out from them what they stand for. */
  keyed: [
    'act_anchors.staff_mark',
    'act_outcomes.mark',
    'act_seals.mark',
    'acts.mark',
    'login_failures.key',
    'login_rates.key',
    'staff_act_outcomes.mark',
    'staff_acts.mark',
  ],
  /** No secrets, whatever they are called: ids, public keys, signatures, hashes of what is known, what people write. */
  open: [
    'account_keys.wrapped_by',
    'act_anchors.previous',
    'act_anchors.root',
    'act_anchors.signature',
    'act_cuts.hash',
    'act_heads.hash',
    'act_heads.signature',
    'act_seals.hash',
    'act_seals.previous',
    'contact_fields.key',
    'contacts.email_key',
    'dkim_keys.public_key',
    'import_chunks.bytes',
    'install_keys.wrapped_by',
    'invitations.email_key',
    'kept_answers.name_hash',
    'kept_answers.request_hash',
    'key_holders.key_ids',
    'key_holders.login_key',
    'passkeys.credential_id',
    'passkeys.public_key',
    'policy_agreements.hash',
    'policy_versions.hash',
    'sandbox_messages.raw',
    'staff_acts.previous',
    'staff_invitations.email_key',
    'suppressions.email_key',
    'users.email_key',
  ],
};

/** Names that sound like a secret. */
export const suspicious =
  '(hash|secret|token|password|passwd|private|credential|seed|cookie|wrapped|(^|_)key(s|_|$))';
