-- When an event of an alert was stored: what it reports may have begun long before, and is no less news for that.
ALTER TABLE alert_events ADD COLUMN added_at bigint NOT NULL DEFAULT 0;

UPDATE alert_events SET added_at = happened_at;
