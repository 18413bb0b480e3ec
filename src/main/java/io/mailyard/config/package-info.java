/**
 * Settings: typed, with defaults, from a file of {@code key = value} lines and the command line.
 * Promises that an unknown key or a wrong value stops the start, with all of them reported at once.
 * Must not know what the settings are for: each package declares its own.
 */
@NullMarked
package io.mailyard.config;

import org.jspecify.annotations.NullMarked;
