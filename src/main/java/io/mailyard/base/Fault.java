package io.mailyard.base;

/**
 * One fault of a request.
 *
 * @param field the member at fault as a path, for example {@code email_rules[1].senders[0].percent}
 * @param reason what is wrong with it, with the refused value unless that is secret
 */
public record Fault(String field, String reason) {}
