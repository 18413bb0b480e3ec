/**
 * Holds the description of the API against its standard, and makes clients of it. Must not be used
 * by the program.
 */
@NullMarked
package io.mailyard.clients;

import org.jspecify.annotations.NullMarked;
