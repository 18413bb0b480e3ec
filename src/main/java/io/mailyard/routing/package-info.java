/**
 * Routing: by which sender a message of an account goes. Promises that the same rules, facts and
 * abilities give the same choice, with its explanation, and that no sender is chosen that cannot
 * send. Reads and writes nothing, and must not know of the queue.
 */
@NullMarked
package io.mailyard.routing;

import org.jspecify.annotations.NullMarked;
