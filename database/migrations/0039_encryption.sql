-- How the accepted messages of a day left: encrypted to a server that proved its name by its certificate, encrypted without
-- such a proof, or in the clear. Nothing is known of messages from before these columns.
alter table server_days add column tls_verified integer not null default 0,
  add column tls_unverified integer not null default 0,
  add column in_clear integer not null default 0;
