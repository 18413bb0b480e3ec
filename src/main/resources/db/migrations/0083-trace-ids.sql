-- The trace id (16 octets) of the call that a message came by, so that its attempts, events and webhook requests are found
-- by it; NULL: of a server before, or unknown.
ALTER TABLE messages ADD COLUMN trace_id bytea;
ALTER TABLE webhook_deliveries ADD COLUMN trace_id bytea;
ALTER TABLE webhook_log ADD COLUMN trace_id bytea;
