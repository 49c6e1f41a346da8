-- From where a campaign was scheduled, while the device or API key was new and its owners heard nothing: at its time it may go to
-- far more people than when it was looked at.
alter table campaigns add column scheduled_from jsonb;
