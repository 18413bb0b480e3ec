/**
 * The SMTP server for submission (RFC 6409): how applications and mail programs of accounts hand
 * over their mail. Promises to say 250 only to what is durable, to take nothing from whom it does
 * not know, and to hold no more memory than it was given. Must not know how mail is stored or sent.
 * Beside it the sink, which accepts and prints mail that nobody is to receive.
 */
@NullMarked
package io.mailyard.submission;

import org.jspecify.annotations.NullMarked;
