/**
 * Safe writes: each change and its audit row commit together; a call repeated under its idempotency
 * key answers what it answered first; a rehearsal ({@code Prefer: dry-run}) runs the very same code
 * and leaves nothing. Must not know the nouns.
 */
@NullMarked
package io.mailyard.writes;

import org.jspecify.annotations.NullMarked;
