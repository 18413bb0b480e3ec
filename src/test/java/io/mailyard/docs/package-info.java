/** Runs what the documents show, as it stands. Must not be used by the program. */
@NullMarked
package io.mailyard.docs;

import org.jspecify.annotations.NullMarked;
