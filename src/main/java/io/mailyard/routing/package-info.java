/**
 * Virtual senders, and the selection of a sender for each recipient. Promises that the selected
 * sender belongs to the account and can send, as far as the store knows at that moment; that equal
 * rules, attributes and availability give equal selections; and that a selection can be repeated
 * from stored data. Must not know the queue, which provides holds and locks ({@link
 * io.mailyard.routing.SenderAvailability}).
 */
@NullMarked
package io.mailyard.routing;

import org.jspecify.annotations.NullMarked;
