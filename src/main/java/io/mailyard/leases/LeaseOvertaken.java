package io.mailyard.leases;

import io.mailyard.delivery.LeaseClient;

/**
 * A later request of the session was answered before this one arrived, for example because a
 * process of the server stood still. It leases nothing, since its node no longer waits for it.
 */
public final class LeaseOvertaken extends LeaseClient.ServerUnavailable {
    LeaseOvertaken() {
        super("a later request for mail was answered before this one arrived");
    }
}
