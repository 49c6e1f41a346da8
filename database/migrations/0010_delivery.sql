-- What the delivery engine needs beyond the foundation.

-- The lists a send goes to: at the send gate a contact must still be on one of them. Null asks for no membership.
-- They stand apart from the snapshot because the gate reads them with every batch and the snapshot is large.
alter table sends add column list_ids uuid[];

-- Sends the engine looks at, and cancelled ones whose open messages are still to be marked.
create index sends_at_work on sends (started_at) where finished_at is null and state in ('sending', 'cancelled');

-- When a message of the range was last settled: the rate of a send is counted over its lively ranges alone.
alter table send_ranges add column settled_at timestamptz;

-- A bulk insert leaves the planner without numbers, and it would walk the whole ledger for every batch (a tenth of the
-- speed). Only the owner may ANALYZE, so planning asks through this function.
create function analyze_ledger() returns void
  language plpgsql security definer set search_path = public, pg_temp
  as $$
begin
  analyze messages;
  analyze send_ranges;
end $$;
revoke all on function analyze_ledger from public;
grant execute on function analyze_ledger to mailminion_app, mailminion_system;
