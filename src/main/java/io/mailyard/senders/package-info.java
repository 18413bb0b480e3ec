/** Senders: sets of addresses on nodes, with the rules by which they send. */
@NullMarked
package io.mailyard.senders;

import org.jspecify.annotations.NullMarked;
