/**
 * Managing administrators' API tokens: list, save, rotate, delete. Promises that no token gives out
 * more than it has, and that one with full rights is always left. What a token means is up to the
 * package access.
 */
@NullMarked
package io.mailyard.tokens;

import org.jspecify.annotations.NullMarked;
