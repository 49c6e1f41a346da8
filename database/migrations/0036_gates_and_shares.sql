-- The queue before the send gate, and connections of a group of receivers that hold over all workers.

-- the gate ------------------------------------------------------------------------------------------------------------

-- The name of a send's gate among the advisory locks. Messages pass while it is shared; who pauses or cancels takes it
-- for himself. Advisory locks are given out in the order of asking, so whoever waits for it is next, however many
-- workers pass. (Share locks on the row of the send are not: new ones pass a waiting one by, for as long as they come.)
create function send_gate(send_id uuid) returns bigint
  language sql immutable
  as $$ select hashtextextended('gate ' || send_id::text, 0) $$;

-- Goes to the gate of a send and says whether it is sending now. Nobody can pause or cancel it from then on until the
-- transaction ends. It is read by a statement after the one that waited, so what was committed meanwhile counts. Who
-- enters several gates does so in the order of account and send. The lock is taken in an expression of its own: called
-- for every batch of messages, this must cost next to nothing.
create function enter_gate(account uuid, send uuid) returns boolean
  language plpgsql volatile strict
  as $$
begin
  if pg_advisory_xact_lock_shared(public.send_gate(send)) is null then null; end if;
  return exists (
    select from public.sends s where s.account_id = account and s.id = send and s.state = 'sending');
end $$;

-- connections ---------------------------------------------------------------------------------------------------------

-- A share may be of the connections that a server has to one group of receivers; '' for all it has.
alter table connection_shares add column receivers text not null default '';
alter table connection_shares drop constraint connection_shares_pkey;
alter table connection_shares add primary key (account_id, server_id, receivers, worker);
