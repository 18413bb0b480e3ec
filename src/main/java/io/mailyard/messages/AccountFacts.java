package io.mailyard.messages;

import io.mailyard.base.AccountState;
import io.mailyard.routing.RoutingVersion;
import io.mailyard.senders.SenderId;
import java.time.ZoneId;
import java.util.Optional;

/**
 * What decides whether an account's message is accepted, read at once.
 *
 * @param zone whose months and days count
 * @param limits how many recipients its tariff allows
 * @param exceeded whether the account is flagged as beyond its limit
 * @param sender by which its mail goes; empty while none serves it
 * @param stamps of what decides by which senders its mail goes
 * @param usage what was counted last; empty: nothing ever
 */
record AccountFacts(
        AccountState standing,
        ZoneId zone,
        TariffLimits limits,
        boolean exceeded,
        Optional<SenderId> sender,
        RoutingVersion.At stamps,
        Optional<AccountUsage.Counted> usage) {}
