-- Those who run the install have roles of their own. Who ran it so far could do everything.

alter table users add column staff_role text check (staff_role in ('viewer', 'support', 'admin'));
update users set staff_role = 'admin' where is_operator;
alter table users drop column is_operator;
grant select (staff_role) on users to mailminion_app;
create index users_staff on users (staff_role) where staff_role is not null;
