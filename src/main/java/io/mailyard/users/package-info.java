/**
 * Users of accounts: people who sign in as {@code login@account}; their welcome mail and the page
 * on which they set a password. Promises that a login is unique in its account without regard to
 * case, that a password is kept as its argon2id hash alone, and that a link works once.
 */
@NullMarked
package io.mailyard.users;

import org.jspecify.annotations.NullMarked;
