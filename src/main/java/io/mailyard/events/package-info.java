/**
 * What happened to mail and to accounts (events), kept where no other row tells it, and told by
 * webhooks: signed, in order, at least once, until three days are over. Promises that an event
 * which nobody wants to hear costs no statement. Must not know how mail is queued or delivered: who
 * does that says here what happened.
 */
@NullMarked
package io.mailyard.events;

import org.jspecify.annotations.NullMarked;
