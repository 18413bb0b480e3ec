/**
 * The state contract as data: what each state of each object stops (docs/spec/states.md). Promises
 * that the table served is the one the tests execute. Must not know how a state is enforced.
 */
@NullMarked
package io.mailyard.states;

import org.jspecify.annotations.NullMarked;
