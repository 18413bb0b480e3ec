-- The newest migration that a running server knows; none: a server of 0.1.0.
ALTER TABLE server_processes ADD COLUMN schema bigint;
