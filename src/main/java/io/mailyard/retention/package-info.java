/**
 * Ends and removes mail in steps that other writes do not notice: mail that expired or was purged,
 * messages, contents, lanes and stops past their time. Promises to remove nothing that may still be
 * attempted. Must not know why something was purged.
 */
@NullMarked
package io.mailyard.retention;

import org.jspecify.annotations.NullMarked;
