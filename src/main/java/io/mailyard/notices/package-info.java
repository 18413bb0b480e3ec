/**
 * Mail that the platform writes itself (notices): what it says, what became of it, and what is
 * configured for it. Promises that a notice queued by a transaction that was answered is tried
 * until a mail host takes it, refuses it, or its time is over; the queue of all mail carries it.
 * Must not know why a notice was written, nor how the queue works.
 */
@NullMarked
package io.mailyard.notices;

import org.jspecify.annotations.NullMarked;
