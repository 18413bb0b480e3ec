/**
 * Senders: addresses on nodes, and the rules by which they send; and which accounts may send by
 * which. Promises that a deleted sender comes back with its accounts in their order, and that other
 * packages hear of each change inside its transaction. Sends nothing, and must not know of mail.
 */
@NullMarked
package io.mailyard.senders;

import org.jspecify.annotations.NullMarked;
