-- What kind of thing mail waits for, beside the sentence that says it: people read the sentence, everything else the kind.
-- The list is that of server/delivery/ways/contract.ts.
create domain waiting_kind as text check (value in (
  'server_paused', 'login_refused', 'server_down', 'install_down', 'no_server', 'server_limit', 'receiver_limit',
  'account_cap', 'warm_up', 'connections', 'receiver_slow', 'receiver_down', 'name_servers', 'sender_refused',
  'cannot_be_made'));

-- Who paused a server: a person, or its own refusal of the login. The server that mail waits for may belong to another
-- account, or be deleted meanwhile.
alter table sending_servers add column paused_by text check (paused_by in ('person', 'refused_login'));
alter table sends add column waiting_kind waiting_kind, add column waiting_server uuid;
alter table send_ranges add column waiting_kind waiting_kind, add column waiting_server uuid;

-- Policies hold for the owner too; what is there already can be changed by it only while they are not forced.
alter table sending_servers no force row level security;
alter table sends no force row level security;
alter table send_ranges no force row level security;
update sending_servers set paused_by = case when paused_reason = 'Paused by a person.' then 'person' else 'refused_login' end
where paused_at is not null;
-- What was written down before is said anew when the engine looks at it next.
update sends set waiting = null where waiting is not null;
update send_ranges set waiting = null where waiting is not null;
alter table sending_servers force row level security;
alter table sends force row level security;
alter table send_ranges force row level security;

alter table sending_servers add check ((paused_at is null) = (paused_by is null));
alter table sends add check ((waiting is null) = (waiting_kind is null)),
  add check (waiting_server is null or waiting is not null);
alter table send_ranges add check ((waiting is null) = (waiting_kind is null)),
  add check (waiting_server is null or waiting is not null);
