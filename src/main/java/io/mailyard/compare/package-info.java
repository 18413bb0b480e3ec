/**
 * Compares what two installations answer to the same recorded calls. Promises that ids made in the
 * run, times and versions are no difference, and that no secret is shown. Must not know HTTP,
 * terminals or the packages of the server.
 */
@NullMarked
package io.mailyard.compare;

import org.jspecify.annotations.NullMarked;
