/**
 * The program as a process: killed, told to stop, started on what it cannot use. Everything here
 * runs a real {@code java} from the test class path, on loopback, and ends it.
 */
@NullMarked
package io.mailyard.crash;

import org.jspecify.annotations.NullMarked;
