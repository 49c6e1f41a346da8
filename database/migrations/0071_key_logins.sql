-- What the database logins of a secret key end with, so that they can be dropped when the key is gone.
alter table secret_keys add column login text not null;
