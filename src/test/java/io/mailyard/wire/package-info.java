/** Tests of the wire as a whole, over real HTTP: what no single package promises. */
@NullMarked
package io.mailyard.wire;

import org.jspecify.annotations.NullMarked;
