/**
 * Users of accounts: people who sign in as {@code login@account}, their welcome mail, and the page
 * on which they set a password. Promises that a login is unique in its account without regard to
 * case, that only the argon2id hash of a password is stored, and that a link works once.
 */
@NullMarked
package io.mailyard.users;

import org.jspecify.annotations.NullMarked;
