-- How long the content of an account's mail is kept once it has ended: empty as the message itself, none, or days such
-- as 7d.
ALTER TABLE accounts ADD COLUMN content_keep text NOT NULL DEFAULT '';
