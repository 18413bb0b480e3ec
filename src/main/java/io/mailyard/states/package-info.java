/**
 * The state contract as data: the effects of each state of each object (docs/spec/states.md).
 * Promises that the served table is the one that the tests execute. Must not know how a state is
 * enforced.
 */
@NullMarked
package io.mailyard.states;

import org.jspecify.annotations.NullMarked;
