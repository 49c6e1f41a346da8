-- An invitation may restrict whom it brings to certain lists, from the moment they join.

-- The lists; null for all. Those that are deleted before they join are left out then.
alter table invitations add column list_ids uuid[];
alter table invitations add constraint invitations_restricted check (list_ids is null or role in ('editor', 'analyst'));
