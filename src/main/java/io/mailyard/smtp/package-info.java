/**
 * The SMTP client: blocking sockets for virtual threads, with a bound on every wait and every
 * reply. Promises to report for each recipient the host's reply, or the stage at which the
 * conversation failed. Must not know why mail is sent, whose it is, or when it is retried.
 */
@NullMarked
package io.mailyard.smtp;

import org.jspecify.annotations.NullMarked;
