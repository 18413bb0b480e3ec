/**
 * Identity providers: servers elsewhere that say who a person is. Promises that what a provider
 * says is checked before it is believed, and that one that is slow, away or hostile costs bounded
 * time and memory. Must not know who signs in here, nor what they may do.
 */
@NullMarked
package io.mailyard.providers;

import org.jspecify.annotations.NullMarked;
