-- The system role counts recipients over the whole account itself. An owner that is no superuser may be granted the role of
-- restricted members, whose policies then hold for it too: what ran as the owner counted nothing there.
drop function recipients_since;
drop policy counting on sends;
drop policy counting on send_ranges;
