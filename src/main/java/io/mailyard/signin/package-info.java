/**
 * Sign-in of people, whoever they are: password, second factor, recovery codes, sessions, limits of
 * wrong attempts, audit. Promises the same protection to administrators and to accounts' users.
 * Must not know what either may do, nor the pages that they see.
 */
@NullMarked
package io.mailyard.signin;

import org.jspecify.annotations.NullMarked;
