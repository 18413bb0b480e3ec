package io.mailyard.server;

/**
 * Fact known about a certificate besides its end.
 *
 * @param reason {@code ok}: it is renewed by itself, and in time; {@code unusable}: its new files
 *     cannot be read; {@code unissued}: the authority has not issued the next one
 * @param detail why
 */
record CertificateNote(String reason, String detail) {}
