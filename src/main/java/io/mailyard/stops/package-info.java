/**
 * Stops: the numbered log of everything that stops mail, receipts of when each took effect on each
 * node, and the stop of the whole platform. Promises that a stop is durable together with its
 * cause, and complete only after no attempt of its scope runs. Must not know how mail is leased.
 */
@NullMarked
package io.mailyard.stops;

import org.jspecify.annotations.NullMarked;
