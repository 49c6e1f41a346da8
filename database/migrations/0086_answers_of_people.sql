-- What concerns a person or the install is asked for in no account: the answers to such requests belong to who asked alone, and
-- the policies show them to no account.
alter table kept_answers drop constraint kept_answers_pkey;
alter table kept_answers alter column account_id drop not null;
create unique index kept_answers_name on kept_answers (account_id, asker_id, name_hash) nulls not distinct;
