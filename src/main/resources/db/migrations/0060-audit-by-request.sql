-- What one call changed is found by its request id.
CREATE INDEX audit_request ON audit (request_id, id) WHERE request_id <> '';
