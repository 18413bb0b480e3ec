-- Whether SMTP takes passwords of an account's users, or its own tokens alone.
ALTER TABLE accounts ADD COLUMN submission_passwords text NOT NULL DEFAULT 'allow';
