/**
 * Who may do what: API tokens of administrators and of accounts, where they are kept, their
 * secrets, scopes and addresses, who a caller is, and password hashes. Promises that a secret is
 * stored as its hash alone. Must not know calls, nor how they are let in.
 */
@NullMarked
package io.mailyard.access;

import org.jspecify.annotations.NullMarked;
