/**
 * The audit: one row per change, committed with it, each with the hash of the previous one.
 * Promises that a removed, changed or reordered row is found and named. Must not know the objects:
 * callers provide the changes as text.
 */
@NullMarked
package io.mailyard.audit;

import org.jspecify.annotations.NullMarked;
