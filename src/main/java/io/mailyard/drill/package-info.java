/**
 * The drill: a scratch server and a scratch node under load, to which faults are done in an order
 * that a seed gives, and the proof afterwards that nothing acknowledged is missing. Promises to
 * touch nothing but what it makes itself, and to send no mail off this machine. Must not know how
 * mail is queued or delivered: it looks at answers, at what arrived, and at rows of the store.
 */
@NullMarked
package io.mailyard.drill;

import org.jspecify.annotations.NullMarked;
