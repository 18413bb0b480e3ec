/**
 * Mail the product writes itself (notices): their words, the durable outbox, and the sender that
 * hands them to the relay named in the configuration. Promises that a notice queued by a
 * transaction that was answered is tried until the relay takes it, refuses it, or three days are
 * over; a crash in the midst of the relay's answer may send one twice, never lose it. Must not know
 * why a notice was written.
 */
@NullMarked
package io.mailyard.notices;

import org.jspecify.annotations.NullMarked;
