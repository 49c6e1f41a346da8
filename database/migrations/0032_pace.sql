-- Limits that hold over all workers: how many messages went in the last stretch, who may have how many connections, and
-- what became of the messages of each day.

-- counters ------------------------------------------------------------------------------------------------------------

-- What was let through lately for one subject and one stretch of time. The stretch is cut into a hundred slots, and
-- counts[1] is the slot numbered `newest` (seconds since 1970, divided by the width of a slot), counts[2] the one before.
create table pace_counters (
  account_id uuid not null references accounts on delete cascade,
  subject text not null,
  seconds integer not null check (seconds > 0),
  newest bigint not null default 0,
  counts integer[] not null default '{}',
  -- For stretches of a minute and less: when an even flow of the messages let through so far would have ended.
  smooth_until double precision not null default 0,
  primary key (account_id, subject, seconds)
) with (fillfactor = 50);
call secure_table('pace_counters');

-- For how many slots a message counts. Any stretch touches one slot more than it is long; a tenth of a second on top
-- is for the way from the counter to the network, so that what was let through early and left late does not meet what
-- was let through later.
create function pace_slots(seconds integer) returns integer
  language sql immutable
  as $$ select ceil((seconds + 0.1) * 100 / seconds)::integer + 1 $$;

-- Seconds between two messages in an even flow.
create function pace_interval(seconds integer, most integer) returns double precision
  language sql immutable
  as $$ select pace_slots(seconds) * seconds / 100.0::double precision / nullif(most, 0) $$;

-- How far the even flow may be run ahead of: a twentieth of the stretch, and always one message.
create function pace_tolerance(seconds integer, most integer) returns double precision
  language sql immutable
  as $$ select greatest(seconds / 20.0::double precision, pace_interval(seconds, most)) $$;

-- By how many slots the counts have aged since they were written; no more than there are. A clock that was set back
-- does not make them younger.
create function pace_age(newest bigint, clock double precision, seconds integer) returns integer
  language sql immutable
  as $$ select least(greatest(floor(clock * 100 / seconds)::bigint - newest, 0), pace_slots(seconds))::integer $$;

-- Lets through what all counters of an ask allow, ask by ask in the order given, and counts it. The counters are given
-- once each (their places are named by `of_counter`); `of_ask` is sorted. Rows are locked in one order by everybody, and
-- the clock is read when all are locked, so that nobody counts into the past. `wait_seconds` says for an ask that got
-- less when its counters may allow more, and `counter` which of them takes longest, or held it back first.
create function pace_reserve(
  accounts uuid[], subjects text[], stretches integer[], limits integer[],
  of_ask integer[], of_counter integer[], wanted integer[], moment timestamptz default null
) returns table (ask integer, granted integer, counter integer, wait_seconds double precision, counted_at timestamptz)
  language plpgsql set search_path = public, pg_temp
  as $$
declare
  clock double precision;
  found integer;
  free integer[];
  taken integer[] := array_fill(0, array[cardinality(accounts)]);
  waits double precision[];
  pair integer := 1;
  first integer;
  bound integer[];
begin
  loop
    select count(*) into found from (
      select from pace_counters p
        join unnest(accounts, subjects, stretches) w(account_id, subject, seconds) using (account_id, subject, seconds)
      order by account_id, subject, seconds for update of p
    ) locked;
    exit when found = cardinality(accounts);
    insert into pace_counters (account_id, subject, seconds)
      select * from unnest(accounts, subjects, stretches) order by 1, 2, 3 on conflict do nothing;
  end loop;
  counted_at := coalesce(moment, clock_timestamp());
  clock := extract(epoch from counted_at);

  select array_agg(greatest(0, least(
      w.most - (select coalesce(sum(c), 0) from unnest(
        p.counts[1 : pace_slots(p.seconds) - pace_age(p.newest, clock, p.seconds)]) c),
      case when p.seconds <= 60 then floor(0.000001 +
        (clock + pace_tolerance(p.seconds, w.most) - greatest(p.smooth_until, clock)) / pace_interval(p.seconds, w.most)) end
    ))::integer order by w.place)
    into free
    from unnest(accounts, subjects, stretches, limits) with ordinality w(account_id, subject, seconds, most, place)
    join pace_counters p using (account_id, subject, seconds);

  bound := array_fill(null::integer, array[cardinality(wanted)]);
  for a in 1 .. cardinality(wanted) loop
    first := pair;
    while of_ask[pair] = a loop
      wanted[a] := least(wanted[a], free[of_counter[pair]]);
      pair := pair + 1;
    end loop;
    for i in first .. pair - 1 loop
      free[of_counter[i]] := free[of_counter[i]] - wanted[a];
      taken[of_counter[i]] := taken[of_counter[i]] + wanted[a];
      if free[of_counter[i]] = 0 then bound[a] := coalesce(bound[a], of_counter[i]); end if;
    end loop;
  end loop;

  update pace_counters p
    set newest = greatest(p.newest, floor(clock * 100 / p.seconds)::bigint),
      counts = case when w.age = 0 then (p.counts[1] + w.taken) || p.counts[2:]
        else w.taken || array_fill(0, array[w.age - 1]) || p.counts[1 : pace_slots(p.seconds) - w.age] end,
      smooth_until = greatest(p.smooth_until, clock) + w.taken * pace_interval(p.seconds, w.most)
    from (
      select w.*, pace_age(o.newest, clock, o.seconds) as age
      from unnest(accounts, subjects, stretches, limits, taken) w(account_id, subject, seconds, most, taken)
      join pace_counters o using (account_id, subject, seconds)
      where w.taken > 0
    ) w
    where p.account_id = w.account_id and p.subject = w.subject and p.seconds = w.seconds;

  -- The oldest slot that has to leave before the rest is less than the limit.
  select array_agg(case when free[w.place] = 0 then greatest(0.001,
      (select (p.newest - s.place + 1 + pace_slots(p.seconds)) * p.seconds / 100.0 - clock
        from (
          select u.place, sum(u.c) over (order by u.place) - u.c as newer, sum(u.c) over () as total
          from unnest(p.counts) with ordinality u(c, place)
        ) s
        where s.newer < w.most and s.total >= w.most order by s.place desc limit 1),
      case when p.seconds <= 60 then greatest(p.smooth_until, clock) + pace_interval(p.seconds, w.most)
        - pace_tolerance(p.seconds, w.most) - clock end
    ) else 0 end order by w.place)
    into waits
    from unnest(accounts, subjects, stretches, limits) with ordinality w(account_id, subject, seconds, most, place)
    join pace_counters p using (account_id, subject, seconds);

  return query
    select a.place::integer, a.granted, longest.counter, waits[longest.counter], counted_at
    from unnest(wanted) with ordinality a(granted, place)
    left join lateral (
      select of_counter[i] as counter from generate_subscripts(of_ask, 1) i
      where of_ask[i] = a.place order by waits[of_counter[i]] desc, (of_counter[i] = bound[a.place]) desc nulls last limit 1
    ) longest on true
    order by 1;
end $$;

-- Takes back what was counted at a moment and not used. What cannot be found in the slot of that moment is taken from
-- older ones, never from younger: a count may leave later than what it stands for, but not sooner.
create function pace_give_back(
  accounts uuid[], subjects text[], stretches integer[], limits integer[], amounts integer[], moments timestamptz[]
) returns void
  language plpgsql set search_path = public, pg_temp
  as $$
declare
  r record;
  remaining integer;
  part integer;
begin
  for r in
    select p.*, w.most, w.amount, p.newest - floor(extract(epoch from w.moment) * 100 / p.seconds)::bigint + 1 as place
      from pace_counters p
      join unnest(accounts, subjects, stretches, limits, amounts, moments)
        w(account_id, subject, seconds, most, amount, moment) using (account_id, subject, seconds)
    order by account_id, subject, seconds for update of p
  loop
    remaining := r.amount;
    for i in greatest(r.place, 1) .. cardinality(r.counts) loop
      part := least(remaining, r.counts[i]);
      r.counts[i] := r.counts[i] - part;
      remaining := remaining - part;
    end loop;
    update pace_counters p
      set counts = r.counts,
        smooth_until = p.smooth_until - (r.amount - remaining) * coalesce(pace_interval(p.seconds, r.most), 0)
      where p.account_id = r.account_id and p.subject = r.subject and p.seconds = r.seconds;
  end loop;
end $$;

-- connections ---------------------------------------------------------------------------------------------------------

-- How many connections to a server with a limit each worker may have open. The rows whose lease has not ended never add
-- up to more than the limit. The server is not a foreign key: the rows pass by themselves.
create table connection_shares (
  account_id uuid not null references accounts on delete cascade,
  server_id uuid not null,
  worker text not null,
  granted integer not null check (granted >= 0),
  leased_until timestamptz not null,
  primary key (account_id, server_id, worker)
) with (fillfactor = 50);
call secure_table('connection_shares');

-- the tally -----------------------------------------------------------------------------------------------------------

-- What became of the messages of one day (UTC), by the way they left and the operator of the receiving mailboxes
-- ('other' for all that are not known by name). `server` is the id of a sending server, or 'install'.
create table server_days (
  account_id uuid not null references accounts on delete cascade,
  server text not null,
  receiver text not null,
  day date not null,
  accepted integer not null default 0,
  deferred integer not null default 0,
  rejected integer not null default 0,
  -- How often the receiver asked us to slow down.
  slowed integer not null default 0,
  primary key (account_id, server, day, receiver)
) with (fillfactor = 50);
-- A shared server carries the mail of many accounts.
create index server_days_of_server on server_days (server, day);
call secure_table('server_days');

-- warm-up of a sending domain -----------------------------------------------------------------------------------------

-- A domain new to receivers begins with few messages: plan[1] on the day started_on (UTC), and so on to the plan's end.
create table domain_warm_ups (
  account_id uuid not null references accounts on delete cascade,
  domain text not null,
  started_on date not null,
  plan integer[] not null check (cardinality(plan) > 0 and 0 < all (plan)),
  primary key (account_id, domain)
);
call secure_table('domain_warm_ups');

-- the daily cap of an account -----------------------------------------------------------------------------------------

-- Messages in any 24 hours; null for no cap. Set by the operator alone: requests of the account may change the other
-- columns.
alter table accounts add column daily_cap integer check (daily_cap > 0);
revoke update on accounts from mailminion_app;
grant update (name, postal_address, time_zone, default_from_name, default_from_email) on accounts to mailminion_app;
