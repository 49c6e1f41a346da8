-- From which of their browsers somebody has started a campaign: written in the transaction that starts it.
create table sending_devices (
  account_id uuid not null,
  user_id uuid not null,
  -- Of known_devices, which belong to no account.
  device_id uuid not null,
  first_sent_at timestamptz not null default now(),
  primary key (account_id, user_id, device_id),
  foreign key (account_id, user_id) references memberships on delete cascade
);
call secure_table('sending_devices');

alter table known_devices drop column sent_at;
