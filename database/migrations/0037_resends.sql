-- How often a message was sent again though an earlier copy may have arrived: by the account's choice, which is bounded, or
-- by a person's.
alter table messages add column resends smallint not null default 0;
