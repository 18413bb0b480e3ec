/**
 * The client's half of SMTP: blocking sockets for virtual threads, every wait and every answer
 * bounded. Promises to say of each recipient what the host answered, or where the conversation
 * broke. Must not know why mail is sent, whose it is, nor when it is tried again.
 */
@NullMarked
package io.mailyard.smtp;

import org.jspecify.annotations.NullMarked;
