/** What all tests share: stores, servers, clocks. Must not be used by the program. */
@NullMarked
package io.mailyard.testing;

import org.jspecify.annotations.NullMarked;
