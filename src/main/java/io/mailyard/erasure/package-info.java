/**
 * Personal data on request: erases a recipient everywhere, and exports what an account has. Works
 * in steps, as tasks. Must not know the panel.
 */
@NullMarked
package io.mailyard.erasure;

import org.jspecify.annotations.NullMarked;
