/** The entry point of the program, and the commands that work on this machine's data. */
@NullMarked
package io.mailyard.main;

import org.jspecify.annotations.NullMarked;
