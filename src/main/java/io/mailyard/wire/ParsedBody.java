package io.mailyard.wire;

/**
 * A body, read.
 *
 * @param format in which it came; JSON for an empty body of no known type
 */
public record ParsedBody(Value.Members members, WireFormat format) {}
