/**
 * Events of mail and of accounts: stored if no other row records them, and sent by webhooks:
 * signed, in order, at least once, for up to three days. Promises that an event without a webhook
 * costs no statement. Must not know how mail is queued or delivered: the packages that do so report
 * events here.
 */
@NullMarked
package io.mailyard.events;

import org.jspecify.annotations.NullMarked;
