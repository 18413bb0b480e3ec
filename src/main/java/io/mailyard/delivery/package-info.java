/**
 * The engine of a node: takes parcels from a {@link LeaseClient}, speaks SMTP to mail hosts within
 * the limits of the strategies, classifies the answers and reports. Promises that nothing of a
 * stopped account or sender begins after a stop order was taken has returned. Must not know a
 * store: the same engine runs inside the server and on a machine of its own.
 */
@NullMarked
package io.mailyard.delivery;

import org.jspecify.annotations.NullMarked;
