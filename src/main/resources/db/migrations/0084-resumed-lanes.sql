-- When a lane's mail returned from a suspension last: what it stood counts up to then. NULL: never, or by a server before.
ALTER TABLE lanes ADD COLUMN resumed_at bigint;
