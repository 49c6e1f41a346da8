-- What an API key may do, how long it lives, and from where it was used last.

-- Keys made before could do all of this, and go on doing so.
alter table api_keys add column scopes text[] not null default
  '{audience:read,audience:write,campaigns:read,campaigns:write,campaigns:send,reports:read,account:read,account:manage}'
  check (cardinality(scopes) > 0 and scopes <@ array[
    'audience:read', 'audience:write', 'campaigns:read', 'campaigns:write', 'campaigns:send', 'reports:read',
    'account:read', 'account:manage']);
alter table api_keys alter column scopes drop default;
alter table api_keys add column expires_at timestamptz;
alter table api_keys add column last_used_ip text;
