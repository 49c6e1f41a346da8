-- Why the product itself changed a campaign's state, in words; e.g. a scheduled start that could not go ahead.
alter table campaigns add column notice text;
