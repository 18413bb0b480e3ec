package io.mailyard.audit;

/**
 * One link of the chain.
 *
 * @param id from 1, without gaps
 * @param hash SHA-256 in hex over the hash of the row before and this row's content
 */
public record AuditRow(long id, AuditEntry change, String hash) {}
