/**
 * Virtual senders, and routing by them: by which sender each recipient's mail of an account goes.
 * Promises that no sender is chosen that is not the account's or cannot send, as far as the store
 * knows at that moment; that the same rules, facts and abilities give the same choice; and that a
 * choice can be made again from what is kept of it. Must not know of the queue, which says what
 * holds and locks there are ({@link io.mailyard.routing.SenderAvailability}).
 */
@NullMarked
package io.mailyard.routing;

import org.jspecify.annotations.NullMarked;
