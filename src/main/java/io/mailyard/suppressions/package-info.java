/**
 * Suppressions: addresses that an account, or nobody on the platform, writes to. Promises that an
 * address is found whatever its case, and that hundreds of recipients cost one statement. Must not
 * know mail: the packages that bounce an address report it here.
 */
@NullMarked
package io.mailyard.suppressions;

import org.jspecify.annotations.NullMarked;
