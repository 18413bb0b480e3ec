/**
 * What was done: one row for each change, committed with it, each carrying the hash of the one
 * before. Promises that a row removed, changed or re-ordered is found and named. Must not know the
 * nouns: they hand in what changed as text.
 */
@NullMarked
package io.mailyard.audit;

import org.jspecify.annotations.NullMarked;
