/**
 * The role serve: opens the components from the lowest up and closes them in reverse, with
 * housekeeping, reloads and first starts. Nothing but {@code main} imports it.
 */
@NullMarked
package io.mailyard.server;

import org.jspecify.annotations.NullMarked;
