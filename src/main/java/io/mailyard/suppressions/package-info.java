/**
 * Addresses that are not written to (suppressions): by an account, or by nobody on the platform.
 * Promises that an address is found in whatever case it is written, and costs one statement for
 * hundreds of recipients. Must not know mail: who bounces an address says so here.
 */
@NullMarked
package io.mailyard.suppressions;

import org.jspecify.annotations.NullMarked;
