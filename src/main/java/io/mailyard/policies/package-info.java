/**
 * What senders and nodes are told to do: strategies, retry and lock rules, bounce patterns, ISPs,
 * keys and fixed routes. Seven kinds in one mechanism: a {@link io.mailyard.policies.PolicyKind}
 * says what is particular to its kind (fields, rules, how a record is made of a row), all else is
 * the same for each. Promises that a policy in use is not deleted, that patterns end in time, and
 * that a private key leaves the store only for who signs with it. Must not know who uses a policy.
 */
@NullMarked
package io.mailyard.policies;

import org.jspecify.annotations.NullMarked;
