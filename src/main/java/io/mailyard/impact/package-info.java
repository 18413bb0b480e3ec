/**
 * What a change of a sender, a node or a virtual sender means for mail: the accounts and the queued
 * mail that it touches, the shares as they would be, the accounts that no sender could serve.
 * Promises that it reads in the change's own transaction and keeps nothing. Must not know what a
 * plan is.
 */
@NullMarked
package io.mailyard.impact;

import org.jspecify.annotations.NullMarked;
