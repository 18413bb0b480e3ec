/**
 * Policies of senders and nodes: strategies, retry and lock rules, bounce patterns, ISPs, keys and
 * fixed routes. Seven kinds in one mechanism: a {@link io.mailyard.policies.PolicyKind} defines the
 * special parts of its kind (fields, rules, the record of a row), everything else is common.
 * Promises that a policy in use is not deleted, that searches of patterns end in time, and that a
 * private key leaves the store only for signing. Must not know who uses a policy.
 */
@NullMarked
package io.mailyard.policies;

import org.jspecify.annotations.NullMarked;
