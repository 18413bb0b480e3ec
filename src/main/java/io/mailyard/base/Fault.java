package io.mailyard.base;

/**
 * One thing wrong with a request.
 *
 * @param field the member at fault as a path, such as {@code email_rules[1].senders[0].percent}
 * @param reason what is wrong with it, with the refused value where that is no secret
 */
public record Fault(String field, String reason) {}
