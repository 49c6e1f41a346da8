-- Statistics that follow an import. Until PostgreSQL gets round to it by itself, a minute or more later, it takes the
-- contacts of a new account to be one or two and walks all of them for each row it looks up: foreign keys included, an
-- import of 10,000 rows then takes a minute in place of two seconds. Runs as the owner because only the owner may ANALYZE.
create function analyze_audience() returns void
  language plpgsql security definer set search_path = public, pg_temp
  as $$
begin
  analyze contacts;
  analyze list_members;
  analyze suppressions;
end $$;
revoke all on function analyze_audience from public;
grant execute on function analyze_audience to mailminion_app, mailminion_system;

-- Contacts page by id, which is made in the order of time.
drop index contacts_recent;
