-- Approval before send: an account may want the yes of a second person before a campaign goes out.

alter table accounts add column approval_required boolean not null default false;
grant update (approval_required) on accounts to mailminion_app;

-- Who changed the campaign last; where an API key did, who made the key. Not a foreign key: it outlives them.
alter table campaigns add column edited_by uuid;
update campaigns set edited_by = created_by;

-- Every time approval was asked for a campaign, and what came of it. The latest one counts.
create table approvals (
  account_id uuid not null,
  id uuid not null,
  campaign_id uuid not null,
  state text not null default 'asked' check (state in ('asked', 'approved', 'sent_back', 'withdrawn', 'void')),
  -- Everything that goes out, as it stood when approval was asked. An approval holds for nothing else.
  shown jsonb not null,
  revision integer not null,
  -- How many people it would have gone to then.
  recipients integer not null,
  edited_by uuid,
  asked_by uuid not null,
  asked_at timestamptz not null default now(),
  answered_by uuid,
  answered_at timestamptz,
  -- What made it void, in words.
  void_because text,
  primary key (account_id, id),
  foreign key (account_id, campaign_id) references campaigns on delete cascade,
  -- Four eyes, whatever the code believes.
  constraint approvals_by_another check (
    answered_by is null or (answered_by <> asked_by and answered_by is distinct from edited_by)),
  constraint approvals_answered check ((answered_by is null) = (answered_at is null) and (state <> 'approved' or answered_by is not null)),
  constraint approvals_void check ((state = 'void') = (void_because is not null))
);
call secure_table('approvals');
create index approvals_of_campaign on approvals (account_id, campaign_id, id);
create unique index approvals_open on approvals (account_id, campaign_id) where state in ('asked', 'approved');
create index approvals_asked on approvals (account_id, asked_at);

-- What was said around it, in order. Only ever added to; it goes with its campaign.
create table approval_notes (
  account_id uuid not null,
  id uuid not null,
  campaign_id uuid not null,
  kind text not null check (kind in ('asked', 'approved', 'sent_back', 'withdrawn', 'void', 'comment')),
  -- Null for the product itself.
  user_id uuid,
  text text not null,
  at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, campaign_id) references campaigns on delete cascade
);
call secure_table('approval_notes');
create index approval_notes_of_campaign on approval_notes (account_id, campaign_id, id);
revoke update, delete on approval_notes from mailminion_app, mailminion_system;

-- Both are within reach of a restricted member when their campaign is.
create policy reach on approvals as restrictive to mailminion_member
  using (exists (select from campaigns c where c.account_id = approvals.account_id and c.id = approvals.campaign_id));
create policy reach on approval_notes as restrictive to mailminion_member
  using (exists (select from campaigns c where c.account_id = approval_notes.account_id and c.id = approval_notes.campaign_id));
