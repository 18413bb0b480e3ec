/**
 * Senders: addresses on nodes with the rules by which they send, and the accounts that may use
 * them. Promises that a restored sender has its accounts in their order, and that other packages
 * are notified of each change inside its transaction. Sends nothing, and must not know mail.
 */
@NullMarked
package io.mailyard.senders;

import org.jspecify.annotations.NullMarked;
