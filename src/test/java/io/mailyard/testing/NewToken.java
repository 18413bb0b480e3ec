package io.mailyard.testing;

/** A token that a test has made, and a client that uses it. */
public record NewToken(long id, Api api) {}
