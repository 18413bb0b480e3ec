/**
 * Managing administrators' API tokens: list, save, rotate, delete. Promises that no token gives out
 * more than it has, and that one with full rights is always left. What a token means is the access
 * room's.
 */
@NullMarked
package io.mailyard.tokens;

import org.jspecify.annotations.NullMarked;
