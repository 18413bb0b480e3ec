-- Mail that waits without a sender (sender_id 0): the senders of its rule, as ',3,7,', each of which may hold, release and
-- purge it. Lanes that have been waiting get theirs when they are next looked through.
ALTER TABLE lanes ADD COLUMN named text NOT NULL DEFAULT '';

-- A hold of an account whatever the sender has sender_id 0. One account's holds cost another's lanes nothing.
CREATE INDEX holds_of ON holds (sender_id, coalesce(account_id, 0));
CREATE INDEX holds_account ON holds (account_id) WHERE account_id IS NOT NULL;
