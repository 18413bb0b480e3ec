/**
 * Accounts: the tenants. Their settings, their states (active, frozen, deleted), and the tasks that
 * end a freeze on time and purge accounts deleted long ago. Promises that a state is durable before
 * the call answers. Must not know users or mail: packages with objects of accounts implement {@link
 * io.mailyard.accounts.AccountDependent}.
 */
@NullMarked
package io.mailyard.accounts;

import org.jspecify.annotations.NullMarked;
