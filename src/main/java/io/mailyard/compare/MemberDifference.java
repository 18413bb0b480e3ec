package io.mailyard.compare;

/**
 * Something in which two answers differ.
 *
 * @param path of the member, for example {@code data[2].title}; empty: the answer as a whole
 * @param old what the old installation says; empty: nothing there
 * @param now what the new one says; empty: nothing there
 */
public record MemberDifference(String path, String old, String now) {}
