/**
 * Operating the server: health, readiness, metrics and logs. Must not know other packages: each
 * registers what to monitor.
 */
@NullMarked
package io.mailyard.operations;

import org.jspecify.annotations.NullMarked;
