-- Who scheduled a campaign last: is told when it does not go out at its time. Of an API key, who made it.
alter table campaigns add column scheduled_by uuid;
