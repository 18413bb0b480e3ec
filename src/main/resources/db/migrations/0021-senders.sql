-- What a node needs to be joined and run. Its key is kept as a hash; node 1, inside the server, has none.

ALTER TABLE nodes ADD COLUMN mta_active smallint NOT NULL DEFAULT 1;
ALTER TABLE nodes ADD COLUMN key_hash text;
ALTER TABLE nodes ADD COLUMN previous_hash text;
ALTER TABLE nodes ADD COLUMN previous_until bigint;
ALTER TABLE nodes ADD COLUMN sync_wanted_at bigint;

CREATE UNIQUE INDEX nodes_key ON nodes (key_hash) WHERE key_hash IS NOT NULL;
