-- Since when a browser has been used by its person, for as long as it is new: what is sent from it is looked at more closely.

-- When the person first logged in with it while it was new to them; null for one that was not.
alter table known_devices add column new_since timestamptz;
-- When a campaign was first started from it.
alter table known_devices add column sent_at timestamptz;

-- The browser a session was opened in, while it is remembered. Without a foreign key: browsers belong to no account.
alter table sessions add column device_id uuid;
