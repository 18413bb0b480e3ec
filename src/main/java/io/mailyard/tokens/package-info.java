/**
 * Management of API tokens: list, save, rotate, delete. Promises that no token grants more rights
 * than it has, and that one with full rights always remains. The package access defines what a
 * token allows.
 */
@NullMarked
package io.mailyard.tokens;

import org.jspecify.annotations.NullMarked;
