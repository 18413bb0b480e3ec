/**
 * The delivery engine of a node: leases tasks from a {@link LeaseClient}, sends them to mail hosts
 * by SMTP within the limits of the strategies, classifies replies and reports results. Promises
 * that no attempt of a stopped account or sender begins after {@code stop} has returned. Must not
 * know a store: the same engine runs inside the server and on a machine of its own.
 */
@NullMarked
package io.mailyard.delivery;

import org.jspecify.annotations.NullMarked;
