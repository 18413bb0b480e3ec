-- The same change as the product stores it: counted, and chained to the row before, one transaction a call.
\set account :client_id * 4 + random(1, 4)
BEGIN;
SELECT id FROM write_lock WHERE id = 1 FOR UPDATE;
UPDATE accounts SET is_active = 1 - is_active, updated_at = 1700000000000 WHERE id = :account;
UPDATE account_counts SET accounts = accounts + 0 WHERE tariff_id = 1 AND is_active = 1 AND is_frozen = 0 AND is_deleted = 0;
UPDATE audit_head SET id = id + 1 WHERE one = 1 RETURNING id \gset
INSERT INTO audit (id, at, actor, address, user_agent, request_id, action, object_type, object_id, account_id, before, after, hash) VALUES (:id, 1700000000000, 'token-admin', '127.0.0.1', '', '0123456789-abc', 'accounts.activate', 'account', CAST(CAST(:account AS bigint) AS text), :account, '{"is_active": false}', '{"is_active": true}', '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef');
COMMIT;
