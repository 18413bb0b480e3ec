/**
 * The basics of every package: identifiers, error codes, faults, units. Promises no state and no
 * I/O; must not know any other package.
 */
@NullMarked
package io.mailyard.base;

import org.jspecify.annotations.NullMarked;
