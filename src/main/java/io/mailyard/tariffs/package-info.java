/**
 * Tariffs: the limits an account is on. Promises unique names and that one in use is not deleted.
 * Must not know accounts.
 */
@NullMarked
package io.mailyard.tariffs;

import org.jspecify.annotations.NullMarked;
