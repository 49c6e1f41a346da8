-- What becomes of messages nobody knows the fate of, in the runs an account starts from now on: left as they are for a
-- person to look at, or sent again by themselves. Each run keeps what stood here when it began (sends.when_unsure).
alter table accounts add column when_unsure text not null default 'keep' check (when_unsure in ('keep', 'resend'));
grant update (when_unsure) on accounts to mailminion_app;
