/** What all tests share: stores, servers, clocks. Must not be used by the program. */
@NullMarked
package io.mailyard.house;

import org.jspecify.annotations.NullMarked;
