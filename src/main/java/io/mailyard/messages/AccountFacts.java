package io.mailyard.messages;

import io.mailyard.base.AccountState;
import io.mailyard.routing.RoutingVersion;
import io.mailyard.senders.SenderId;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Account data that decides whether a message is accepted, read in one query.
 *
 * @param zone time zone of its months and days
 * @param limits limits of its tariff
 * @param exceeded whether the account is flagged as beyond its limit
 * @param sender its first sender; empty if none serves it
 * @param routingVersion of what decides by which senders its mail goes
 * @param usage last counts; empty if none
 */
record AccountFacts(
        AccountState state,
        ZoneId zone,
        TariffLimits limits,
        boolean exceeded,
        Optional<SenderId> sender,
        RoutingVersion.Stamp routingVersion,
        Optional<AccountUsage.UsageCounts> usage) {}
