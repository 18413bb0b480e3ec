/**
 * Tariffs: the limits of accounts. Promises that names are unique and that a tariff in use is not
 * deleted. Must not know accounts.
 */
@NullMarked
package io.mailyard.tariffs;

import org.jspecify.annotations.NullMarked;
