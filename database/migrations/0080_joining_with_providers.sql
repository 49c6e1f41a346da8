-- Whoever is invited to an account may join it with a login elsewhere, one of the account's own provider as well: a newcomer
-- may come from either kind. Of the token of the invitation the hash alone is kept while they are on their way.
delete from sign_in_newcomers;
alter table sign_in_newcomers drop constraint sign_in_newcomers_provider_id_fkey;
alter table sign_in_newcomers add column joining_hash text;
