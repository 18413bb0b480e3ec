/**
 * The impact of a change of a sender, a node or a virtual sender on mail: the affected accounts and
 * queued mail, the resulting shares, and the accounts that would have no sender. Promises that it
 * reads in the change's own transaction and stores nothing. Must not know what a plan is.
 */
@NullMarked
package io.mailyard.impact;

import org.jspecify.annotations.NullMarked;
