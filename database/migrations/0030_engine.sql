-- What the delivery engine needs to be fast, fair and exact.

-- Transactional mail goes before marketing. What becomes of a message whose fate nobody knows is the send's own matter:
-- kept as uncertain (at most once), or sent again under the same Message-ID (at least once).
alter table sends add column stream text not null default 'marketing' check (stream in ('marketing', 'transactional'));
alter table sends add column when_unsure text not null default 'keep' check (when_unsure in ('keep', 'resend'));

-- A large audience is written down in parts, so that the first messages leave at once. The contact up to which it is
-- written; null while there is nothing more to write.
alter table sends add column planned_through uuid;

-- Why what is left in an open range waits for next_at, in words; null when each message only waits for its own time.
alter table send_ranges add column waiting text;
-- Messages of an open range that wait to be tried again.
alter table send_ranges add column deferred integer not null default 0;

-- The sending server that took the message, or last refused it; null for the install's own way out. It outlives the server.
alter table messages add column server_id uuid;
