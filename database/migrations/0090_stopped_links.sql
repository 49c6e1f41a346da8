-- Whether the links in mail of a suspended account lead on. Every web process asks for those that do not, every few seconds.
alter table accounts add column links_stopped boolean not null default false;
alter table accounts add constraint accounts_stopped_links check (not links_stopped or suspended_at is not null);
create index accounts_links_stopped on accounts (id) where links_stopped;
