-- Which request of its node took a recipient, so that what an earlier lease reported, repeated later, is not
-- taken for this one's; 0: a request without a number.
ALTER TABLE recipients ADD COLUMN lease bigint NOT NULL DEFAULT 0;
-- The newest lease request of the session that was answered: an older one that arrives later leases nothing.
ALTER TABLE node_sessions ADD COLUMN last_lease bigint NOT NULL DEFAULT 0;
-- The server process that the node spoke to last; empty: unknown.
ALTER TABLE node_sessions ADD COLUMN connected_to text NOT NULL DEFAULT '';
