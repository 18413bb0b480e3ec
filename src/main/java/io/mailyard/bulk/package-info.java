/**
 * Acts on many objects at once, named or by a filter: as a task that changes one object after the
 * other, each with its own audit row, and says what became of each. Must not know the objects.
 */
@NullMarked
package io.mailyard.bulk;

import org.jspecify.annotations.NullMarked;
