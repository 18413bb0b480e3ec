/**
 * Operating the server: health, readiness, metrics, logs. Must not know the nouns: each room hands
 * in what is to be watched.
 */
@NullMarked
package io.mailyard.operations;

import org.jspecify.annotations.NullMarked;
