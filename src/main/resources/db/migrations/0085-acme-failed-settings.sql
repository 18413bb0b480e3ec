-- Hash of the settings that the last order failed with: others are tried at once. Empty: it succeeded, or failed at a server before.
ALTER TABLE acme_certificate ADD COLUMN failed_settings text NOT NULL DEFAULT '';
