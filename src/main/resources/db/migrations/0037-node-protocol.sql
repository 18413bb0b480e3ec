-- A session says which version of the node protocol its process speaks; those that are open now speak the first.
ALTER TABLE node_sessions ADD COLUMN protocol bigint NOT NULL DEFAULT 1;

-- Recipients that a node held a lease of and that went back to the queue without a word from it. A report by which one
-- of them ends is still true, and taken from that node alone. Rows go when the recipient has ended.
CREATE TABLE lost_leases (
  recipient_id bigint NOT NULL,
  node_id bigint NOT NULL,
  PRIMARY KEY (recipient_id, node_id)
) ${strict};
