/**
 * Safe writes: each change and its audit row commit together; a call repeated with its idempotency
 * key returns its first reply; a dry run ({@code Prefer: dry-run}) runs the same code and leaves
 * nothing. Must not know the objects it writes.
 */
@NullMarked
package io.mailyard.writes;

import org.jspecify.annotations.NullMarked;
