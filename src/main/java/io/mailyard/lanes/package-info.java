/**
 * Lanes: queued mail of one account, campaign, sender and ISP, with its counters, its clock and
 * whether it is suspended; and the changes that writes leave to the end of their group. Promises
 * that a lane's counters are those of its recipients after each commit. Must not know who suspends
 * mail, who leases it, or what becomes of it.
 */
@NullMarked
package io.mailyard.lanes;

import org.jspecify.annotations.NullMarked;
