package io.mailyard.wire;

/**
 * A parsed body.
 *
 * @param format its format; JSON for an empty body of unknown type
 */
public record ParsedBody(Value.Members members, WireFormat format) {}
