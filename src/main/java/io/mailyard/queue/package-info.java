/**
 * The queue's front door: accepts mail, answers the calls about it, sets holds, moves mail whose
 * sender is gone, and applies the changes of each group of writes in one order. Promises that no
 * accepted mail is lost and no stopped mail is leased. Must not know how mail is submitted or
 * delivered.
 */
@NullMarked
package io.mailyard.queue;

import org.jspecify.annotations.NullMarked;
