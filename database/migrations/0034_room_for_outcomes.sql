-- A message is written twice on its way, and grows by the reply: with 60 % of a page filled one update in eight found no room
-- and had to write all indexes anew; with 45 % it is one in sixty.
alter table messages set (fillfactor = 45);
