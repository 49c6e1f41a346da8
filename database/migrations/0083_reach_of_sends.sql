-- How many people a campaign was counted to go to when it started: they stand for its recipients until these are written down,
-- so that campaigns started in the same moment know of each other. Counted no further than a limit or safeguard asked.
alter table sends add column reach integer not null default 0 check (reach >= 0);
-- Whether it goes to no more than those: what the account's plan left of the month was reserved for them.
alter table sends add column keeps_to_reach boolean not null default false;

-- To how many people the campaigns go that the account began since then, without those left out in the end: suppressed, or
-- not reached when it was cancelled. As its owner, because a plan limits the whole account, whoever of it asks.
create function recipients_since(since timestamptz) returns bigint
  language sql stable security definer
  set search_path = public, pg_temp
  as $$
    select coalesce(sum(
      case when s.state = 'cancelled' or (s.started_at is not null and s.planned_through is null)
        then s.planned else greatest(s.planned, s.reach) end
      - coalesce((select sum(r.suppressed + r.cancelled) from send_ranges r
          where r.account_id = s.account_id and r.send_id = s.id), 0)), 0)::bigint
    from sends s where s.account_id = current_account() and s.created_at >= since
  $$;
revoke all on function recipients_since from public;
grant execute on function recipients_since to mailminion_app, mailminion_system;

-- Row-level security is forced on the owner too, as whom the function runs.
create policy counting on sends for select to current_user using (account_id = current_account());
create policy counting on send_ranges for select to current_user using (account_id = current_account());
